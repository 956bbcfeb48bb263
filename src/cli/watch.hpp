// Following a job to its end: `rollcall watch JOB`, `rollcall upload --wait`.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "cli/client.hpp"
#include "cli/summary.hpp"

namespace rollcall::cli {

inline constexpr int exit_interrupted = 130;

// Waits so long; whether somebody asked to stop (Ctrl-C).
using StopWithin = std::function<bool(std::chrono::milliseconds)>;

struct WatchOptions {
    std::string job;
    bool strict = false;
    bool json = false;  // each event as a line of JSON instead of a bar and a summary
};

// The process's exit code.
int watch_job(Client& client, const WatchOptions& options, const StopWithin& stop_within);

struct Following {
    std::string job;
    StopWithin stop_within;
    // Hears each event; null: they are shown as a progress line.
    std::function<void(std::string_view name, const boost::json::object& data)> hear;
};
// The summary once the job has ended, by server-sent events where the server has them, else by
// asking again and again. A server that goes away after it was reached once is waited for. Refuses
// with what the server refuses, with unavailable when it was never reached, and with cancelled when
// somebody asked to stop.
Result<Summary> follow_to_end(Client& client, const Following& following);

}  // namespace rollcall::cli
