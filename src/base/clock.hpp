// Time comes in as a Clock&; state machines get `now` as an argument. Tests use ManualClock.
#pragma once

#include <chrono>

namespace rollcall {

using Milliseconds = std::chrono::milliseconds;
// A point in time as stored and shown: milliseconds since 1970, UTC.
using Instant = std::chrono::sys_time<Milliseconds>;

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    // The wall clock: for what is stored and shown. May jump.
    virtual Instant now() const = 0;

    // Never goes back: for durations and deadlines within this process.
    virtual std::chrono::steady_clock::time_point steady() const = 0;
};

// Safe from any thread.
class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    }
    std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::now();
    }
};

}  // namespace rollcall
