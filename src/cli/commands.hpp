// The commands that need no store of their own: those that ask a running server, and those that
// only read or make files.
#pragma once

#include <functional>
#include <string>

#include "cli/client.hpp"
#include "work/rows.hpp"

namespace CLI {
class App;
}

namespace rollcall::cli {

// What commands may need of where they run.
struct Surroundings {
    // The server that owns the data folder here, and a token for it; empty: there is none.
    std::function<std::string()> local_server;
    std::function<std::string()> local_token;
    // From here on Ctrl-C is not the process's end but something to ask about.
    std::function<StopWithin()> hear_stop;
    work::ReaderSettings reader;
    // `report --rebuild`, which needs the store: job id, where to (empty: in place).
    std::function<int(const std::string&, const std::string&)> rebuild_report;
};

// The command that was chosen on the command line.
struct Chosen {
    std::function<int(const Surroundings&)> run;
};

// upload, watch, status, jobs, stats, retry, cancel, clean, pause, resume, report; cells, sample,
// template.
void add_commands(CLI::App& app, Chosen& chosen);

}  // namespace rollcall::cli
