#include "work/lease_keeper.hpp"

#include <algorithm>
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
    if (cancel == nullptr) return;
    watched_.with([&](Watched& watched) {
        for (auto* attempt : watched.attempts) {
            if (attempt->job().id == cancel->job) attempt->stop(StopReason::cancelled);
        }
    });
}

void LeaseKeeper::tick() {
    // Under the guard, so that no attempt goes while it is looked after.
    watched_.with([&](Watched& watched) {
        for (auto* attempt : watched.attempts)
            look_after(*attempt);
    });
}

void LeaseKeeper::look_after(Attempt& attempt) {
    if (attempt.idle() > settings_.idle_max) attempt.stop(StopReason::timed_out);
    const auto left = attempt.held_until() - clock_.steady();
    if (left > settings_.lease * 2 / 3) return;
    // Before the lease ends elsewhere it must have ended here, whatever the store does.
    if (left < settings_.lease / 5) attempt.stop(StopReason::fenced);
    const auto held_until = clock_.steady() + settings_.lease;
    const auto renewed = queue_.renew(attempt.fence(), settings_.lease);
    if (!renewed) {
        attempt.stop(StopReason::fenced);
        return;
    }
    attempt.set_held_until(held_until);
    if (renewed->cancel_requested) attempt.stop(StopReason::cancelled);
}

}  // namespace rollcall::work
