#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "access/strict_json.hpp"
#include "base/log.hpp"
#include "http/handlers/handlers.hpp"
#include "http/job_view.hpp"
#include "http/queue_view.hpp"
#include "http/wire/parameters.hpp"

namespace rollcall::http::handlers {
namespace {

namespace json = boost::json;
using queue::JobState;

constexpr std::uint32_t clean_step = 500;
// One request removes at most this many, so that it ends within a client's patience.
constexpr std::uint32_t clean_most = 20 * clean_step;
constexpr double grace_hours_max = 24 * 365 * 10;
constexpr double grace_hours_default = 24;

Answer counted(const Call& call, std::string_view message) {
    const auto counts = call.services.queue.counts(scope_of(call.who()));
    return succeed({.message = message, .data = counts_view(counts)}, call.now());
}

Result<std::optional<JobState>> read_state(std::optional<std::string_view> name) {
    if (!name || name->empty()) return std::nullopt;
    const auto state = queue::parse_job_state(*name);
    if (state) return *state;
    return refuse(
        Errc::validation_error,
        "status must be waiting, delayed, paused, active, completed, failed or cancelled."
    );
}

Result<std::chrono::milliseconds> read_grace(const std::string& body) {
    auto hours = grace_hours_default;
    if (!body.empty()) {
        const auto object = access::parse_object(body, {});
        if (!object) {
            return refuse(
                Errc::validation_error, "The body is wrong: " + object.error().message + "."
            );
        }
        const auto* value = object->if_contains("gracePeriodHours");
        if (value != nullptr) hours = value->is_number() ? value->to_number<double>() : -1;
    }
    if (!(hours >= 0 && hours <= grace_hours_max)) {
        return refuse(
            Errc::validation_error, "gracePeriodHours must be a number of hours from 0 to 87600."
        );
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(hours * 3'600'000));
}

struct Removed {
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t freed_bytes = 0;
    std::uint64_t jobs() const { return completed + failed + cancelled; }
};

// Takes the records first: once nobody can ask for a job, its files may go. False: none was left.
bool clean_some(const Call& call, Instant before, Removed& removed) {
    const auto cleaned = call.services.queue.clean(before, clean_step, call.asker());
    for (const auto& job : cleaned.removed) {
        removed.freed_bytes += call.services.discard(job.id);
        if (job.state == JobState::completed) ++removed.completed;
        if (job.state == JobState::failed) ++removed.failed;
        if (job.state == JobState::cancelled) ++removed.cancelled;
    }
    return cleaned.removed.size() == clean_step;
}

}  // namespace

Answer queue_stats(const Call& call) {
    return counted(call, "Queue counted");
}

Answer queue_jobs(const Call& call) {
    const auto limit = wire::read_number(
        call.parameter("limit"), {.name = "limit", .fallback = 10, .least = 1, .most = 100}
    );
    if (!limit) return std::unexpected(limit.error());
    const auto state = read_state(call.parameter("status"));
    if (!state) return std::unexpected(state.error());

    auto& queue = call.services.queue;
    const bool paused = queue.paused();
    const auto page = queue.list({
        .scope = scope_of(call.who()),
        .state = *state,
        .text = std::string(call.parameter("q").value_or("")),
        .cursor = std::string(call.parameter("cursor").value_or("")),
        .limit = static_cast<std::uint32_t>(*limit),
    });
    json::array jobs;
    for (const auto& job : page.jobs)
        jobs.push_back(job_line(job, paused));
    json::object data;
    data["count"] = jobs.size();
    data["jobs"] = std::move(jobs);
    data["next_cursor"] =
        page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor);
    return succeed({.message = "Jobs found", .data = std::move(data)}, call.now());
}

Answer queue_clean(const Call& call) {
    const auto grace = read_grace(call.request.body);
    if (!grace) return std::unexpected(grace.error());
    Removed removed;
    bool more = true;
    while (more && removed.jobs() < clean_most)
        more = clean_some(call, call.now() - *grace, removed);
    log::info("http", "cleaned " + std::to_string(removed.jobs()) + " jobs on request");
    return succeed(
        {.message = more ? "Old jobs removed; there are more, so ask again" : "Old jobs removed",
         .data =
             {
                 {"removed_completed", removed.completed},
                 {"removed_failed", removed.failed},
                 {"removed_cancelled", removed.cancelled},
                 {"removedCompleted", removed.completed},
                 {"removedFailed", removed.failed},
                 {"freed_bytes", removed.freed_bytes},
             }},
        call.now()
    );
}

Answer queue_pause(const Call& call) {
    call.services.queue.pause(call.asker());
    log::info("http", "the queue was paused on request");
    return counted(call, "The queue is paused; running jobs go on to their end");
}

Answer queue_resume(const Call& call) {
    call.services.queue.resume(call.asker());
    log::info("http", "the queue was resumed on request");
    return counted(call, "The queue runs");
}

}  // namespace rollcall::http::handlers
