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
// Somebody's wish to stop ends it, before the files that are left. The process's exit code.
int upload_files(Client& client, const UploadOptions& options);

// Says the refusal on stderr; the exit code that fits it.
int tell(const Error& error);

}  // namespace rollcall::cli
