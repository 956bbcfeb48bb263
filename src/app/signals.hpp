// SIGINT and SIGTERM as something to wait for, instead of something that happens.
#pragma once

#include <chrono>

namespace rollcall::app {

// Call first in main, before any thread starts: threads inherit the blocked signals.
void block_stop_signals();

// Waits at most so long; whether a stop was asked for meanwhile.
bool stop_signal_within(std::chrono::milliseconds time);

}  // namespace rollcall::app
