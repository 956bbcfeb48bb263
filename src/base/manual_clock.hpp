// A clock that stands still until a test moves it. Safe from any thread.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace rollcall {

class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start = Instant{Milliseconds{1'767'225'600'000}})
        : now_(start.time_since_epoch().count()) {}

    Instant now() const override { return Instant{Milliseconds{now_.load()}}; }
    std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::time_point{Milliseconds{now_.load()}};
    }
    void advance(Milliseconds by) { now_ += by.count(); }

private:
    std::atomic<Milliseconds::rep> now_;
};

}  // namespace rollcall
