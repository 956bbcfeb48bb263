#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"
#include "app/settings_access.hpp"
#include "app/settings_bull.hpp"
#include "app/settings_door.hpp"
#include "app/settings_redis.hpp"
#include "app/settings_store.hpp"
#include "app/settings_values.hpp"
#include "base/calendar.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

Result<void> set_database_url(Settings& settings, std::string_view text) {
    const bool is_url = text.starts_with("postgresql://") || text.starts_with("postgres://");
    if (!text.empty() && !is_url) return wrong("empty, or a URL such as postgresql://host/members");
    settings.database_url = std::string(text);
    return {};
}

Result<void> set_time_zone(Settings& settings, std::string_view text) {
    if (!is_time_zone(text)) return wrong("a time zone such as Africa/Johannesburg");
    settings.time_zone = std::string(text);
    return {};
}

Result<void> set_log_level(Settings& settings, std::string_view text) {
    if (text != "debug" && text != "info" && text != "warning" && text != "error") {
        return wrong("debug, info, warning or error");
    }
    settings.log_level = std::string(text);
    return {};
}

Result<void> set_log_format(Settings& settings, std::string_view text) {
    if (text != "text" && text != "json") return wrong("text or json");
    settings.log_format = std::string(text);
    return {};
}

using S = Settings;
using L = ReaderLimits;
constexpr std::uint64_t day_ms = 86'400'000;
constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max() / 2;

constexpr std::array table{
    Setting{
        "HOST",
        "address to listen on; localhost is 127.0.0.1 and ::1",
        false,
        set_text<&S::host>,
        show_text<&S::host>},
    Setting{
        "PORT",
        "port to listen on; 0 takes a free one",
        false,
        set_number<&S::port, 0, 65'535>,
        show_number<&S::port>},
    Setting{
        "DATA_DIR",
        "folder of database, uploads and reports",
        false,
        set_text<&S::data_dir>,
        show_text<&S::data_dir>},
    Setting{
        "DATABASE_URL",
        "PostgreSQL for jobs and members of many machines; empty: SQLite in DATA_DIR",
        true,
        set_database_url,
        show_text<&S::database_url>},
    Setting{
        "WORKERS",
        "jobs that run at a time; 0: none here",
        false,
        set_number<&S::workers, 0, 64>,
        show_number<&S::workers>},
    Setting{
        "MAX_ACTIVE_JOBS",
        "and in all processes together; 0: no limit",
        false,
        set_number<&S::active_jobs_max, 0, 100'000>,
        show_number<&S::active_jobs_max>},
    Setting{
        "SANDBOX",
        "read uploaded files in a sandboxed process; false only to debug",
        false,
        set_switch<&S::sandbox>,
        show_switch<&S::sandbox>},
    Setting{
        "MAX_UPLOAD_BYTES",
        "largest upload",
        false,
        set_size<&S::upload_bytes_max, 1>,
        [](const S& s) { return std::to_string(s.upload_bytes_max); }},
    Setting{
        "MAX_QUEUED_JOBS",
        "jobs that may wait in all",
        false,
        set_number<&S::queued_jobs_max, 1, 10'000'000>,
        show_number<&S::queued_jobs_max>},
    Setting{
        "MAX_JOBS_PER_USER",
        "jobs of one person that may wait",
        false,
        set_number<&S::jobs_per_user_max, 1, 10'000'000>,
        show_number<&S::jobs_per_user_max>},
    Setting{
        "JOB_ATTEMPTS",
        "runs of a job whose errors may pass",
        false,
        set_number<&S::job_attempts, 1, 100>,
        show_number<&S::job_attempts>},
    Setting{
        "JOB_BACKOFF_MS",
        "first wait between two runs; it doubles",
        false,
        set_number<&S::job_backoff_ms, 0, day_ms>,
        show_number<&S::job_backoff_ms>},
    Setting{
        "JOB_BACKOFF_JITTER_PERCENT",
        "how much of that wait chance may take off",
        false,
        set_number<&S::job_backoff_jitter_percent, 0, 100>,
        show_number<&S::job_backoff_jitter_percent>},
    Setting{
        "JOB_TIMEOUT_MS",
        "a run without progress for so long is stopped",
        false,
        set_number<&S::job_timeout_ms, 1'000, day_ms>,
        show_number<&S::job_timeout_ms>},
    Setting{
        "LOCK_DURATION_MS",
        "lease on a running job, at most 15,000 here",
        false,
        set_number<&S::lock_duration_ms, 1'000, day_ms>,
        show_number<&S::lock_duration_ms>},
    Setting{
        "STALLED_INTERVAL_MS",
        "between two looks for jobs in Redis that a Bull worker died with",
        false,
        set_number<&S::stalled_interval_ms, 1'000, day_ms>,
        show_number<&S::stalled_interval_ms>},
    Setting{
        "MAX_STALLED_COUNT",
        "crashes in a row without progress that a job may have",
        false,
        set_number<&S::stalled_count_max, 0, 100>,
        show_number<&S::stalled_count_max>},
    Setting{
        "PRIORITY_AGING_MS",
        "a waiting job gains one priority step in this time",
        false,
        set_number<&S::priority_aging_ms, 1, day_ms>,
        show_number<&S::priority_aging_ms>},
    Setting{
        "RETENTION_DAYS",
        "ended jobs, their files and reports are kept so long",
        false,
        set_number<&S::retention_days, 1, 36'500>,
        show_number<&S::retention_days>},
    Setting{
        "SOCKET_PING_INTERVAL_MS",
        "a client of Socket.IO is asked so often whether it lives",
        false,
        set_number<&S::socket_ping_interval_ms, 100, day_ms>,
        show_number<&S::socket_ping_interval_ms>},
    Setting{
        "SOCKET_PING_TIMEOUT_MS",
        "and is given up when it does not answer for so long",
        false,
        set_number<&S::socket_ping_timeout_ms, 100, day_ms>,
        show_number<&S::socket_ping_timeout_ms>},
    Setting{
        "SOCKET_PAYLOAD_BYTES",
        "largest message of a client",
        false,
        set_size<&S::socket_payload_bytes, 1'024>,
        [](const S& s) { return std::to_string(s.socket_payload_bytes); }},
    Setting{
        "SOCKET_RECOVERY",
        "clients that were cut off get what they missed; adds an argument to events",
        false,
        set_switch<&S::socket_recovery>,
        show_switch<&S::socket_recovery>},
    Setting{
        "SOCKET_EVENTS_PER_SECOND",
        "events that a client may send",
        false,
        set_number<&S::socket_events_per_second, 1, 100'000>,
        show_number<&S::socket_events_per_second>},
    Setting{
        "SOCKET_EVENTS_BURST",
        "and so many at once",
        false,
        set_number<&S::socket_events_burst, 1, 100'000>,
        show_number<&S::socket_events_burst>},
    Setting{
        "MAX_SOCKETS",
        "clients of Socket.IO at a time",
        false,
        set_number<&S::sockets_max, 1, 1'000'000>,
        show_number<&S::sockets_max>},
    Setting{
        "MAX_SOCKETS_PER_ADDRESS",
        "and of one address",
        false,
        set_number<&S::sockets_per_address_max, 1, 1'000'000>,
        show_number<&S::sockets_per_address_max>},
    Setting{
        "TIME_ZONE",
        "whose day is today, and in which people see times",
        false,
        set_time_zone,
        show_text<&S::time_zone>},
    Setting{
        "STORE_EXTRA_COLUMNS",
        "keep unknown columns in members.extra",
        false,
        set_switch<&S::store_extra_columns>,
        show_switch<&S::store_extra_columns>},
    Setting{
        "LOG_LEVEL",
        "debug, info, warning or error",
        false,
        set_log_level,
        show_text<&S::log_level>},
    Setting{"LOG_FORMAT", "text or json", false, set_log_format, show_text<&S::log_format>},
    Setting{
        "LIMIT_UNPACKED_BYTES",
        "bytes a file may unpack to",
        false,
        set_limit<&L::unpacked_bytes, 1, any>,
        show_limit<&L::unpacked_bytes>},
    Setting{
        "LIMIT_PART_BYTES",
        "bytes one part of it may unpack to",
        false,
        set_limit<&L::part_bytes, 1, any>,
        show_limit<&L::part_bytes>},
    Setting{
        "LIMIT_RATIO",
        "how many times larger than packed a part may be",
        false,
        set_limit<&L::ratio, 1, 1'000'000>,
        show_limit<&L::ratio>},
    Setting{
        "LIMIT_ENTRIES",
        "entries of the container",
        false,
        set_limit<&L::entries, 1, 1'000'000>,
        show_limit<&L::entries>},
    Setting{
        "LIMIT_ROWS",
        "rows of a sheet",
        false,
        set_limit<&L::rows, 1, sheet_rows_max>,
        show_limit<&L::rows>},
    Setting{
        "LIMIT_COLUMNS",
        "columns of a sheet",
        false,
        set_limit<&L::columns, 1, sheet_columns_max>,
        show_limit<&L::columns>},
    Setting{
        "LIMIT_CELL_BYTES",
        "bytes of one cell",
        false,
        set_limit<&L::cell_bytes, 1, 64 * mib>,
        show_limit<&L::cell_bytes>},
    Setting{
        "LIMIT_SHARED_STRINGS_BYTES",
        "bytes of a workbook's shared strings",
        false,
        set_limit<&L::shared_strings_bytes, 1, any>,
        show_limit<&L::shared_strings_bytes>},
};

}  // namespace

std::span<const Setting> settings_table() {
    static const auto whole = [] {
        std::vector<Setting> settings(table.begin(), table.end());
        for (const auto more :
             {access_settings(),
              door_settings(),
              store_settings(),
              redis_settings_table(),
              bull_settings_table()}) {
            settings.insert(settings.end(), more.begin(), more.end());
        }
        return settings;
    }();
    return whole;
}

}  // namespace rollcall::app
