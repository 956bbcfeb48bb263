#include "work/attempt.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "queue/queue.hpp"

namespace rollcall::work {

Attempt::Attempt(queue::Lease lease, const Clock& clock, Time held_until, TimeLimit limit)
    : lease_(std::move(lease)),
      limit_(limit),
      clock_(clock),
      started_(clock.steady()),
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

bool Attempt::overruns() const {
    return limit_ && clock_.steady() - started_ > *limit_;
}

void Attempt::wait(std::chrono::milliseconds time) {
    touch();
    std::unique_lock lock(waiting_);
    woken_.wait_for(lock, stop_.get_token(), time, [] { return false; });
    touch();
}

queue::Reason overrun(const Attempt& attempt) {
    const auto limit = attempt.time_limit().value_or(std::chrono::milliseconds{0});
    return {
        std::string(to_string(Errc::job_timeout)),
        "Promise timed out after " + std::to_string(limit.count()) + " milliseconds"};
}

}  // namespace rollcall::work
