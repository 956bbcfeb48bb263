// What the io thread lends to live/: a way onto it, threads for work that blocks, and deadlines.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "live/timers.hpp"

namespace rollcall::live {

class Loop {
public:
    using Step = std::move_only_function<void()>;

    Loop() = default;
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    virtual ~Loop() = default;

    // Runs `step` on the io thread, soon and in order. Safe from any thread; what comes after the
    // loop has stopped is dropped.
    virtual void post(Step step) = 0;

    // The rest is for the io thread alone.

    // Runs `work`, which may block and may throw, on a storage thread, and then `then` on the io
    // thread with whether it came to its end (what it threw is logged). False, and neither is run,
    // when too much waits already.
    virtual bool offload(Step work, std::move_only_function<void(bool done)> then) = 0;

    virtual Timers& timers() = 0;
    virtual const Clock& clock() const = 0;
};

}  // namespace rollcall::live
