// The wall clock, until a test sets it: then it stands, or goes wrong by so much.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace rollcall::bull_worker {

class SetClock final : public Clock {
public:
    Instant now() const override {
        const auto set = set_.load();
        return set == 0 ? system_.now() + Milliseconds(ahead_) : Instant(Milliseconds(set));
    }
    std::chrono::steady_clock::time_point steady() const override { return system_.steady(); }
    void set(Milliseconds::rep now) { set_ = now; }
    // Less than nothing: behind.
    void go_wrong(Milliseconds::rep ahead) { ahead_ = ahead; }

private:
    SystemClock system_;
    std::atomic<Milliseconds::rep> set_{0};
    std::atomic<Milliseconds::rep> ahead_{0};
};

}  // namespace rollcall::bull_worker
