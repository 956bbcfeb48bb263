#include "work/attempt.hpp"

#include <utility>

namespace rollcall::work {

Attempt::Attempt(
    queue::Lease lease,
    const Clock& clock,
    std::chrono::steady_clock::time_point held_until
)
    : lease_(std::move(lease)),
      clock_(clock),
      touched_(clock.steady().time_since_epoch().count()),
      held_until_(held_until.time_since_epoch().count()) {}

void Attempt::stop(StopReason reason) {
    auto none = StopReason::none;
    reason_.compare_exchange_strong(none, reason);
    stop_.request_stop();
}

void Attempt::touch() {
    touched_ = clock_.steady().time_since_epoch().count();
}

std::chrono::milliseconds Attempt::idle() const {
    const std::chrono::steady_clock::duration touched{touched_.load()};
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        clock_.steady().time_since_epoch() - touched
    );
}

void Attempt::wait(std::chrono::milliseconds time) {
    touch();
    std::unique_lock lock(waiting_);
    woken_.wait_for(lock, stop_.get_token(), time, [] { return false; });
    touch();
}

}  // namespace rollcall::work
