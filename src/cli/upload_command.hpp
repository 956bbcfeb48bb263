// `rollcall upload FILE… [--wait]`.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/client.hpp"
#include "cli/watch.hpp"

namespace rollcall::cli {

struct UploadOptions {
    std::vector<std::string> paths;
    std::string mode;  // empty: the server's default
    bool dry_run = false;
    bool force = false;
    bool wait = false;
    bool strict = false;
    bool json = false;
};

// Sends each file; with `wait` shows progress until its job has ended, and then the summary.
// The process's exit code.
int upload_files(Client& client, const UploadOptions& options, const StopWithin& stop_within);

// Says the refusal on stderr; the exit code that fits it.
int tell(const Error& error);

}  // namespace rollcall::cli
