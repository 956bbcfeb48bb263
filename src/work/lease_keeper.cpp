#include "work/lease_keeper.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "base/log.hpp"

namespace rollcall::work {

LeaseKeeper::LeaseKeeper(
    queue::Queue& queue,
    event::Bus& bus,
    const Clock& clock,
    LeaseSettings settings
)
    : queue_(queue),
      clock_(clock),
      settings_(settings),
      subscription_(bus.subscribe([this](const event::Event& event) { hear(event); })) {
    if (settings_.interval)
        keeper_.emplace(Keeper::Settings{"leases", *settings_.interval}, [this] { tick(); });
}

LeaseKeeper::Watch::Watch(LeaseKeeper& keeper, Attempt& attempt)
    : keeper_(keeper), attempt_(attempt) {
    keeper_.watched_.with([&](Watched& watched) {
        watched.attempts.push_back(&attempt_);
        if (watched.shutting_down) attempt_.stop(StopReason::shutdown);
    });
}

LeaseKeeper::Watch::~Watch() {
    keeper_.watched_.with([&](Watched& watched) { std::erase(watched.attempts, &attempt_); });
}

void LeaseKeeper::shut_down() {
    watched_.with([](Watched& watched) {
        watched.shutting_down = true;
        for (auto* attempt : watched.attempts)
            attempt->stop(StopReason::shutdown);
    });
}

void LeaseKeeper::hear(const event::Event& event) {
    const auto* cancel = std::get_if<event::CancelRequested>(&event);
    const bool missed = std::holds_alternative<event::Missed>(event);
    if (cancel == nullptr && !missed) return;
    watched_.with([&](Watched& watched) {
        watched.must_ask = watched.must_ask || missed;
        for (auto* attempt : watched.attempts) {
            if (cancel != nullptr && attempt->job().id == cancel->job) {
                attempt->stop(StopReason::cancelled);
            }
        }
    });
}

void LeaseKeeper::tick() {
    // Not under the guard: a database that is silent for long must hold up neither those who
    // publish events nor who shuts down.
    for (const auto& fence : due())
        renew(fence);
}

// The leases to renew now; what must stop whatever the queue says is stopped.
std::vector<queue::Fence> LeaseKeeper::due() {
    const auto now = clock_.steady();
    return watched_.with([&](Watched& watched) {
        std::vector<queue::Fence> due;
        const bool all = std::exchange(watched.must_ask, false);
        for (auto* attempt : watched.attempts) {
            if (attempt->idle() > settings_.idle_max) attempt->stop(StopReason::timed_out);
            if (attempt->overruns()) attempt->stop(StopReason::overran);
            const auto left = attempt->held_until() - now;
            // Before the lease ends elsewhere it must have ended here.
            if (left < settings_.lease / 5) attempt->stop(StopReason::fenced);
            // Renewed, it would only keep the next worker waiting.
            if (attempt->stop_reason() == StopReason::fenced) continue;
            if (all || left <= settings_.lease * 2 / 3) due.push_back(attempt->fence());
        }
        return due;
    });
}

void LeaseKeeper::renew(const queue::Fence& fence) {
    const auto held_until = clock_.steady() + settings_.lease;
    const auto renewed = queue_.renew(fence, settings_.lease);
    watched_.with([&](Watched& watched) {
        for (auto* attempt : watched.attempts) {
            const auto own = attempt->fence();
            if (own.job != fence.job || own.epoch != fence.epoch) continue;
            if (!renewed) {
                attempt->stop(StopReason::fenced);
            } else {
                attempt->set_held_until(held_until);
                if (renewed->cancel_requested) attempt->stop(StopReason::cancelled);
            }
        }
    });
}

}  // namespace rollcall::work
