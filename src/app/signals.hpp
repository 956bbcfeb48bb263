// SIGINT and SIGTERM as something to wait for, instead of something that happens.
#pragma once

#include <chrono>

namespace rollcall::app {

// A client that goes away, or a full file, is an error of one call, not the process's end.
void ignore_failing_writes();

// Call before any thread starts: threads inherit the blocked signals. Needs: from here on somebody
// asks `stop_signal_within` again and again, or nothing but SIGKILL ends the process.
void block_stop_signals();

// Waits at most so long; whether a stop was asked for meanwhile.
bool stop_signal_within(std::chrono::milliseconds time);

}  // namespace rollcall::app
