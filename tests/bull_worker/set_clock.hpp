// The wall clock, until a test sets it: then it stands.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace rollcall::bull_worker {

class SetClock final : public Clock {
public:
    Instant now() const override {
        const auto set = set_.load();
        return set == 0 ? system_.now() : Instant(Milliseconds(set));
    }
    std::chrono::steady_clock::time_point steady() const override { return system_.steady(); }
    void set(Milliseconds::rep now) { set_ = now; }

private:
    SystemClock system_;
    std::atomic<Milliseconds::rep> set_{0};
};

}  // namespace rollcall::bull_worker
