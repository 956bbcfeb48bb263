// The commands that work on this machine's data folder, or on no store at all.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "app/settings.hpp"
#include "base/mode.hpp"

namespace rollcall::app {

// What was chosen on the command line, for when the settings are known.
using Command = std::function<int(const Settings&)>;

// Each returns the process's exit code: 0 done, 1 the work failed, 2 wrong use, 3 a store is out of
// reach. What went wrong is said on stderr in one line.

struct ImportOptions {
    std::string path;
    std::string mode = "upsert";
    bool dry_run = false;
    bool force = false;   // although the same bytes were loaded within 24 h
    bool strict = false;  // refused rows make the exit code 1
    bool json = false;
};
int import_file(const Settings& settings, const ImportOptions& options);

struct CheckCommandOptions {
    std::string path;
    std::string geography;  // a file of wards; empty: by form and province alone
    bool strict = false;
    bool json = false;
};
int check_command(const Settings& settings, const CheckCommandOptions& options);

struct TokenOptions {
    std::string role;
    std::string email;
    std::string province;
    std::string municipality;
    std::string ttl = "12h";
};
int print_token(const Settings& settings, const TokenOptions& options);

// The address of the server that owns the data folder, and a token of this user for it; empty:
// there is none, or nothing here that makes one.
std::string local_server(const Settings& settings);
std::string local_token(const Settings& settings);

int print_config(const Settings& settings, bool json);
int migrate(const Settings& settings);
// Says of each store and each protection whether it is well, and what to mend.
struct DoctorOptions {
    bool repair = false;  // mends what can be mended without a person: the queue in Redis
    bool json = false;
};
int doctor(const Settings& settings, const DoctorOptions& options);

// Runs jobs of servers elsewhere until SIGINT or SIGTERM.
int run_worker(const Settings& settings);

// Proves a finished job: that every row of its file has one outcome, and that the members are as
// the ledger says.
struct VerifyOptions {
    std::string job;
    bool json = false;
};
int verify_job(const Settings& settings, const VerifyOptions& options);

// Makes a missing report anew from the stored file and the ledger.
int rebuild_report(const Settings& settings, const std::string& job_id, const std::string& out);

}  // namespace rollcall::app
