// Following a job to its end: `rollcall watch JOB`, `rollcall upload --wait`.
#pragma once

#include <functional>
#include <string>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "cli/client.hpp"
#include "cli/summary.hpp"

namespace rollcall::cli {

inline constexpr int exit_interrupted = 130;

struct WatchOptions {
    std::string job;
    bool strict = false;
    bool json = false;  // each event as a line of JSON instead of a bar and a summary
};

// The process's exit code.
int watch_job(Client& client, const WatchOptions& options);

struct Following {
    std::string job;
    // Hears each event; null: they are shown as a progress line.
    std::function<void(std::string_view name, const boost::json::object& data)> hear;
};
// The summary once the job has ended, by server-sent events where the server has them, else by
// asking again and again. A server that was reached once is waited for when it goes away, asks for
// patience or fails. Refuses with what the server refuses, with unavailable when it was never
// reached, and with cancelled when somebody asked to stop.
Result<Summary> follow_to_end(Client& client, const Following& following);

}  // namespace rollcall::cli
