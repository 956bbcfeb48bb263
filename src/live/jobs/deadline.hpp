// A moment by the wall clock, however far away, at which something is done.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "base/clock.hpp"
#include "live/loop.hpp"
#include "live/timers.hpp"

namespace rollcall::live::jobs {

// Used on the io thread only.
class Deadline {
public:
    // `loop` outlives it.
    Deadline(Loop& loop, Instant at, std::function<void()> reached)
        : loop_(loop),
          at_(at),
          reached_(std::move(reached)),
          timer_(loop.timers(), [this] { wait(); }) {}

    // Calls at once when the moment is past.
    void wait() {
        // Clocks count nanoseconds, and tokens may outlive what those can count.
        constexpr std::chrono::hours wait_max{24};
        const auto left = at_ - loop_.clock().now();
        if (left <= Milliseconds{0}) return reached_();
        timer_.in(std::min<Milliseconds>(left, wait_max));
    }

private:
    Loop& loop_;
    const Instant at_;
    const std::function<void()> reached_;
    Timer timer_;
};

}  // namespace rollcall::live::jobs
