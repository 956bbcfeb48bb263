// What can be set, from where, and to what: one table.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::app {

struct Settings {
    std::string file;  // where they were read from; empty: there is none
    std::string host = "localhost";
    std::uint32_t port = 5000;
    std::string data_dir = "./rollcall-data";
    std::string database_url;  // empty: the embedded database in the data folder
    std::uint32_t workers = 2;
    std::uint32_t active_jobs_max = 0;
    bool sandbox = true;

    std::uint64_t upload_bytes_max = gib;
    std::uint32_t queued_jobs_max = 100'000;
    std::uint32_t jobs_per_user_max = 1'000;
    std::uint32_t job_attempts = 2;
    std::uint32_t job_backoff_ms = 10'000;
    std::uint32_t job_backoff_jitter_percent = 0;
    std::uint32_t job_timeout_ms = 600'000;
    std::uint32_t lock_duration_ms = 30'000;
    std::uint32_t stalled_interval_ms = 30'000;
    std::uint32_t stalled_count_max = 3;
    std::uint32_t priority_aging_ms = 60'000;
    std::uint32_t retention_days = 90;

    std::uint32_t socket_ping_interval_ms = 25'000;
    std::uint32_t socket_ping_timeout_ms = 20'000;
    std::uint64_t socket_payload_bytes = 64 * kib;
    bool socket_recovery = false;
    std::uint32_t socket_events_per_second = 20;
    std::uint32_t socket_events_burst = 100;
    std::uint32_t sockets_max = 20'000;
    std::uint32_t sockets_per_address_max = 500;

    // [members] of the file: members go into a table of the organisation's own.
    std::optional<load::postgres::Mapping> members;

    std::string file_store;   // empty: as the database; postgres, file:///path, s3://…
    std::string s3_endpoint;  // empty: Amazon's, of the region
    std::string s3_region = "us-east-1";
    std::string aws_access_key_id;
    std::string aws_secret_access_key;

    std::string redis_host;  // empty, like URL and sentinels: no Redis
    std::uint32_t redis_port = 6379;
    std::string redis_username;
    std::string redis_password;
    std::uint32_t redis_database = 0;
    std::string redis_url;  // instead of all these
    bool redis_tls = false;
    std::string redis_tls_ca_file;
    std::string redis_sentinels;
    std::string redis_sentinel_master = "mymaster";
    std::string redis_sentinel_password;
    std::string queue_name = "bulk-uploads";
    std::string queue_prefix = "bull";
    bool redis_foreign_jobs = false;
    std::string redis_files_dir;

    std::string jwt_secret;           // empty: made at first start and kept in the data folder
    std::string jwt_public_key_file;  // of an identity provider, as PEM
    std::string jwt_jwks_file;        // or as a JWK set
    std::string audit_key;            // empty: the audit's chain is of plain hashes
    std::string jwt_issuer;
    std::string jwt_audience;
    std::string cors_origins;

    std::uint32_t requests_per_second = 50;
    std::uint32_t requests_burst = 200;
    std::uint32_t uploads_per_user = 8;
    std::uint32_t connections_max = 4'000;
    std::uint32_t connections_per_address_max = 500;
    std::uint32_t header_timeout_ms = 10'000;
    std::uint32_t idle_timeout_ms = 75'000;
    std::uint32_t transfer_grace_ms = 10'000;
    std::uint32_t transfer_bytes_per_second = kib;
    std::string trusted_proxies;
    std::string tls_cert_file;  // empty: no TLS
    std::string tls_key_file;
    std::string metrics_token;  // empty: /metrics is open

    std::string time_zone = "Africa/Johannesburg";
    bool store_extra_columns = false;
    std::string log_level = "info";
    std::string log_format = "text";
    ReaderLimits reader;

    // Whether other machines work on the same jobs.
    bool shares_stores() const { return !database_url.empty(); }
    // Whether somebody else makes tokens, too.
    bool has_provider() const { return !jwt_public_key_file.empty() || !jwt_jwks_file.empty(); }
    // Whether there is a Redis, where Bull is to see the queue.
    bool has_redis() const {
        return !redis_host.empty() || !redis_url.empty() || !redis_sentinels.empty();
    }
};

// One line of the table.
struct Setting {
    std::string_view key;  // of the environment: "MAX_UPLOAD_BYTES"
    std::string_view help;
    bool secret = false;
    Result<void> (*set)(Settings&, std::string_view value);
    std::string (*show)(const Settings&);
};

std::span<const Setting> settings_table();

// "MAX_UPLOAD_BYTES" as a key of the file ("max_upload_bytes") and as a flag
// ("--max-upload-bytes").
std::string file_key(std::string_view key);
std::string flag_name(std::string_view key);

// Where settings come from, the strongest first: flags, environment, file, defaults.
struct SettingSources {
    std::map<std::string, std::string> flags;  // by key of the environment
    std::string file;  // of --config; empty: ./rollcall.toml, else /etc/rollcall/rollcall.toml
};

// Refuses with validation_error an unknown key of the file, a bad value, and what needs
// DATABASE_URL without it: one line that names it.
Result<Settings> read_settings(const SettingSources& sources);

// A setting that is a list: its trimmed parts between commas, without the empty ones.
std::vector<std::string> split_by_commas(std::string_view list);

// The effective settings as "KEY value" lines, secrets masked; behind them those of [members].
std::vector<std::pair<std::string, std::string>> show_settings(const Settings& settings);

}  // namespace rollcall::app
