// Deadlines of the io thread. Exact, not rounded to a wheel's steps: clients measure heartbeats.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace rollcall::live {

class Timer;

// Every deadline that is set, in order. Used on the io thread only.
class Timers {
public:
    using Time = std::chrono::steady_clock::time_point;

    // `earlier` is called with the first deadline whenever that changed to an earlier one: whoever
    // keeps the time then calls `run_due` at it.
    Timers(const Clock& clock, std::function<void(Time)> earlier)
        : clock_(clock), earlier_(std::move(earlier)) {}
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;
    ~Timers() = default;

    // Calls what is due, earliest first; what those calls set runs with the next call at the
    // soonest. What one throws is thrown here; the rest stays due, for the next call.
    void run_due();
    std::optional<Time> next() const;
    Time now() const { return clock_.steady(); }

private:
    friend class Timer;
    using Order = std::multimap<Time, Timer*>;

    void ring_all(Time now);

    const Clock& clock_;
    std::function<void(Time)> earlier_;
    Order order_;
    std::optional<Time> running_;  // while `run_due` runs: the moment it runs for
};

// One deadline, set as often as one likes; only the last counts. Goes silently.
class Timer {
public:
    // `timers` outlives the timer. `action` may set or destroy this timer.
    Timer(Timers& timers, std::function<void()> action)
        : timers_(timers), action_(std::move(action)) {}
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { cancel(); }

    void at(Timers::Time when);
    void in(Milliseconds time) { at(timers_.now() + time); }
    void cancel();
    bool is_set() const { return place_.has_value(); }

private:
    friend class Timers;

    Timers& timers_;
    std::function<void()> action_;
    std::optional<Timers::Order::iterator> place_;
};

}  // namespace rollcall::live
