// A child process: started with the descriptors it is given and nothing else, and never left
// behind as a zombie.
#pragma once

#include <span>
#include <string>

#include "base/descriptor.hpp"

namespace rollcall::sheet::child {

// How a process ended: by a signal, or (signal 0) with an exit code.
struct Ending {
    int signal = 0;
    int exit_code = 0;
    bool lingered = false;  // it did not end by itself and was killed by `wait`
};

class Process {
public:
    // Starts `program argument` with an empty environment, no signal blocked or ignored, and
    // `descriptors` as 3, 4, 5, …; every other descriptor is closed (in sanitized builds standard
    // error stays, for their reports). Throws Failure when it cannot be started.
    Process(const std::string& program, const char* argument, std::span<const int> descriptors);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    // Kills the process if it still runs, and waits for its end.
    ~Process();

    // From any thread, at any time while this object lives.
    void kill() const;

    // Waits for the end: a while of patience for one that is about to end by itself, then it is
    // killed. Used by one thread.
    Ending wait();

    int id() const { return id_; }

private:
    int id_ = -1;
    Descriptor handle_;  // a pidfd: unlike a number it can never mean another process
    bool ended_ = false;
    Ending ending_;
};

}  // namespace rollcall::sheet::child
