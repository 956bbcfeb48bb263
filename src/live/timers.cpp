#include "live/timers.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace rollcall::live {

void Timers::run_due() {
    ring_all(clock_.steady());
    if (!order_.empty()) earlier_(order_.begin()->first);
}

void Timers::ring_all(Time now) {
    // Also when an action throws: while a run lasts, nobody is asked to keep an earlier time.
    const auto end = [](std::optional<Time>* running) { running->reset(); };
    const std::unique_ptr<std::optional<Time>, decltype(end)> run(&running_, end);
    running_ = now;
    while (!order_.empty() && order_.begin()->first <= now) {
        auto* const timer = order_.begin()->second;
        timer->cancel();
        // A copy, since the action may destroy its timer.
        const auto action = timer->action_;
        action();
    }
}

std::optional<Timers::Time> Timers::next() const {
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
}

void Timer::at(Timers::Time when) {
    cancel();
    // A timer that sets itself again for now must not hold the thread.
    if (timers_.running_) when = std::max(when, *timers_.running_ + Timers::Time::duration(1));
    auto& order = timers_.order_;
    place_ = order.emplace(when, this);
    const bool is_first = *place_ == order.begin();
    if (is_first && !timers_.running_) timers_.earlier_(when);
}

void Timer::cancel() {
    if (!place_) return;
    timers_.order_.erase(*place_);
    place_.reset();
}

}  // namespace rollcall::live
