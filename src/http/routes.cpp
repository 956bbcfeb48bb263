#include "http/routes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/limits.hpp"
#include "http/handlers/handlers.hpp"

namespace rollcall::http {
namespace {

using access::Action;
using Place = Parameter::Place;

constexpr std::array process_parameters{
    Parameter{Place::form, "mode", "string", "upsert (the default), insert or update"},
    Parameter{Place::form, "dry_run", "boolean", "judge every row and change no member"},
    Parameter{Place::form, "force", "boolean", "take the same bytes once more within 24 hours"},
    Parameter{Place::form, "delay_ms", "integer", "start no earlier than so many milliseconds on"},
    Parameter{Place::form, "run_at", "string", "start no earlier than this ISO 8601 time"},
    Parameter{Place::header, "Idempotency-Key", "string", "the same key twice is one job"},
    Parameter{Place::header, "Prefer", "string", "respond-async answers 202 instead of 200"},
};
constexpr std::array document_parameters{
    Parameter{Place::header, "Range", "string", "one range of bytes"},
    Parameter{Place::header, "If-None-Match", "string", "answer 304 while it is still this one"},
};
constexpr std::array list_parameters{
    Parameter{Place::query, "limit", "integer", "1 to 100, by default 10"},
    Parameter{Place::query, "status", "string", "jobs of this status alone"},
    Parameter{Place::query, "cursor", "string", "next_cursor of the page before"},
    Parameter{Place::query, "q", "string", "part of a file's name or an uploader's address"},
};
constexpr std::array history_parameters{
    Parameter{Place::query, "page", "integer", "from 1"},
    Parameter{Place::query, "limit", "integer", "1 to 100, by default 10"},
};
constexpr std::array template_parameters{
    Parameter{Place::query, "format", "string", "xlsx (the default) or csv"},
};
constexpr std::array geography_parameters{
    Parameter{Place::form, "dry_run", "boolean", "check the file and change nothing"},
};
constexpr std::array log_parameters{
    Parameter{Place::query, "limit", "integer", "1 to 1000, by default 100"},
    Parameter{Place::query, "cursor", "string", "next_cursor of the page before"},
};
constexpr std::array row_parameters{
    Parameter{Place::query, "outcome", "string", "rows of this outcome alone"},
    Parameter{Place::query, "limit", "integer", "1 to 1000, by default 100"},
    Parameter{Place::query, "cursor", "string", "next_cursor of the page before"},
};

constexpr std::uint64_t json_bytes_max = 64 * kib;

// A command whose body, where there is one, is a JSON object.
constexpr Route command(Route route) {
    route.method = "POST";
    route.body = BodyKind::json;
    route.body_bytes_max = json_bytes_max;
    return route;
}
constexpr Route in_memory(Route route) {
    route.memory_only = true;
    return route;
}
// A command that hashes a password.
constexpr Route password_command(Route route) {
    route.lane = Lane::passwords;
    return command(route);
}
constexpr Route document(Route route) {
    route.method = "GET";
    route.action = Action::see_job;
    route.parameters = document_parameters;
    route.lane = Lane::documents;
    return route;
}
constexpr Route upload(Route route) {
    route.method = "POST";
    route.body = BodyKind::upload;
    return route;
}

// clang-format off
const std::array table{
    upload({"process", "", "/api/v1/bulk-upload/process", Action::upload, handlers::process,
            "Upload a list of members", process_parameters}),
    Route{"status", "GET", "/api/v1/bulk-upload/status/:jobId", Action::see_job, handlers::status,
          "A job as it stands"},
    Route{"events", "GET", "/api/v1/bulk-upload/events/:jobId", Action::see_job, handlers::events,
          "What happens to a job, as server-sent events"},
    document({"report", "", "/api/v1/bulk-upload/report/:jobId", std::nullopt, handlers::report,
              "The workbook of an ended job"}),
    document({"corrections", "", "/api/v1/bulk-upload/corrections/:jobId", std::nullopt,
              handlers::corrections, "The rows that did not load, to be mended"}),
    Route{"queue_stats", "GET", "/api/v1/bulk-upload/queue/stats", Action::see_queue,
          handlers::queue_stats, "How many jobs there are of each status"},
    Route{"queue_jobs", "GET", "/api/v1/bulk-upload/queue/jobs", Action::see_queue,
          handlers::queue_jobs, "Jobs, newest first", list_parameters},
    command({"retry", "", "/api/v1/bulk-upload/queue/retry/:jobId", Action::change_job,
             handlers::retry, "Run a failed job once more"}),
    command({"cancel", "", "/api/v1/bulk-upload/cancel/:jobId", Action::change_job,
             handlers::cancel, "Stop a job"}),
    command({"queue_clean", "", "/api/v1/bulk-upload/queue/clean", Action::run_queue,
             handlers::queue_clean, "Remove jobs that ended longer ago than the grace period"}),
    command({"queue_pause", "", "/api/v1/bulk-upload/queue/pause", Action::run_queue,
             handlers::queue_pause, "Start no further job"}),
    command({"queue_resume", "", "/api/v1/bulk-upload/queue/resume", Action::run_queue,
             handlers::queue_resume, "Start jobs again"}),
    Route{"history", "GET", "/api/v1/bulk-upload/history", Action::upload, handlers::history,
          "One's own jobs, page by page", history_parameters},
    Route{"stats", "GET", "/api/v1/bulk-upload/stats", Action::upload, handlers::stats,
          "Totals of one's own uploads"},
    Route{"template", "GET", "/api/v1/bulk-upload/template", Action::upload,
          handlers::empty_template, "An empty list with one example row", template_parameters},
    Route{"logs", "GET", "/api/v1/bulk-upload/jobs/:jobId/logs", Action::see_job, handlers::logs,
          "What happened to a job", log_parameters},
    Route{"rows", "GET", "/api/v1/bulk-upload/jobs/:jobId/rows", Action::see_job, handlers::rows,
          "What became of each row", row_parameters},
    password_command({"login", "", "/api/v1/auth/login", std::nullopt, handlers::login,
                      "Sign in with address and password"}),
    command({"refresh", "", "/api/v1/auth/refresh", std::nullopt, handlers::refresh,
             "The next token of a session"}),
    command({"logout", "", "/api/v1/auth/logout", Action::sign_out, handlers::logout,
             "End one's session"}),
    Route{"users", "GET", "/api/v1/auth/users", Action::run_users, handlers::users,
          "The installation's own users"},
    password_command({"user_add", "", "/api/v1/auth/users", Action::run_users, handlers::user_add,
                      "Add a user"}),
    password_command({"user_password", "", "/api/v1/auth/users/:email/password", Action::run_users,
                      handlers::user_password, "Give a user another password"}),
    command({"user_role", "", "/api/v1/auth/users/:email/role", Action::run_users,
             handlers::user_role, "Give a user another role or area"}),
    command({"user_disable", "", "/api/v1/auth/users/:email/disable", Action::run_users,
             handlers::user_disable, "Let a user in no longer"}),
    command({"user_enable", "", "/api/v1/auth/users/:email/enable", Action::run_users,
             handlers::user_enable, "Let a user in again"}),
    Route{"geography", "GET", "/api/v1/geography", Action::run_geography, handlers::geography,
          "Which wards are known, and from which file"},
    upload({"geography_import", "", "/api/v1/geography", Action::run_geography,
            handlers::geography_import, "Import the list of wards", geography_parameters}),
    in_memory({"healthz", "GET", "/healthz", std::nullopt, handlers::healthz,
               "Whether the process lives"}),
    Route{"readyz", "GET", "/readyz", std::nullopt, handlers::readyz, "Whether its stores answer"},
    Route{"metrics", "GET", "/metrics", std::nullopt, handlers::metrics, "Figures for Prometheus"},
    Route{"openapi", "GET", "/openapi.json", std::nullopt, handlers::openapi,
          "This API as OpenAPI 3.1"},
};
// clang-format on

// Takes "/a/b" one segment at a time.
std::string_view take_segment(std::string_view& pattern) {
    pattern.remove_prefix(1);
    const auto segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(segment.size());
    return segment;
}

std::optional<std::vector<std::string>>
arguments_of(std::string_view pattern, std::span<const std::string> segments) {
    std::vector<std::string> arguments;
    for (const auto& segment : segments) {
        if (pattern.empty()) return std::nullopt;
        const auto expected = take_segment(pattern);
        if (expected.starts_with(':')) {
            if (segment.empty()) return std::nullopt;
            arguments.push_back(segment);
        } else if (expected != segment) {
            return std::nullopt;
        }
    }
    if (!pattern.empty()) return std::nullopt;
    return arguments;
}

}  // namespace

std::span<const Route> routes() {
    return table;
}

Matched match(std::string_view method, std::span<const std::string> segments) {
    Matched matched;
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    for (const auto& route : table) {
        auto arguments = arguments_of(route.pattern, segments);
        if (!arguments) continue;
        matched.allow += matched.allow.empty() ? "" : ", ";
        matched.allow += route.method == "GET" ? "GET, HEAD" : route.method;
        if (route.method != wanted) continue;
        matched.route = &route;
        matched.arguments = std::move(*arguments);
    }
    if (!matched.allow.empty()) matched.allow += ", OPTIONS";
    return matched;
}

}  // namespace rollcall::http
