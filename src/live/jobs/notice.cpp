#include "live/jobs/notice.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "live/jobs/look.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;
using queue::JobState;

json::object head_of(const Look& look, Instant at) {
    return {
        {"job_id", look.job.id.text()},
        {"file_id", look.job.file_sha256},
        {"status", to_string(look.shown)},
        {"timestamp", to_iso_time(at)},
        {"seq", look.job.seq},
    };
}

void copy(json::object& into, const Look& look, std::span<const std::string_view> keys) {
    for (const auto key : keys) {
        const auto* value = look.status.if_contains(key);
        into[key] = value != nullptr ? *value : json::value(nullptr);
    }
}

// Why it does not get on, where that has a reason.
json::value waiting_message(const Look& look) {
    const auto& job = look.job;
    if (job.state == JobState::delayed && job.error) return json::value(job.error->message);
    if (job.waiting_for != queue::WaitingFor::nothing) {
        return json::value("waits for the " + std::string(to_string(job.waiting_for)));
    }
    if (job.cancel_requested) return json::value("stops; rows already loaded stay");
    const auto* message = look.status.if_contains("message");
    return message != nullptr ? *message : json::value(nullptr);
}

Notice progress(const Look& look, Instant now) {
    constexpr std::array<std::string_view, 7> keys{
        "file_name",
        "stage",
        "progress",
        "rows_done",
        "rows_total",
        "rows_per_second",
        "eta_seconds"};
    auto data = head_of(look, now);
    copy(data, look, keys);
    data["rows_processed"] = data["rows_done"];
    data["message"] = waiting_message(look);
    return {.event = progress_event, .data = std::move(data), .seq = look.job.seq};
}

constexpr std::array<std::string_view, 7> result_keys{
    "message",
    "outcomes",
    "validation_stats",
    "database_stats",
    "verification_stats",
    "report_filename",
    "processing_duration_ms"};

void add_failure(json::object& data, const Look& look) {
    const auto& error = look.job.error;
    data["error"] = error ? error->message : std::string("the job failed");
    data["error_code"] = error ? json::value(error->code) : json::value(nullptr);
    data["stage"] = to_string(look.job.stage);
    data["attempts_made"] = look.job.attempts_made;
    data["will_retry"] = false;
}

std::string_view final_event(JobState state) {
    if (state == JobState::completed) return "bulk_upload_complete";
    return state == JobState::failed ? "bulk_upload_failed" : "bulk_upload_cancelled";
}

}  // namespace

Notice notice_of(const Look& look, Instant now) {
    if (!queue::is_final(look.job.state)) return progress(look, now);
    auto data = head_of(look, look.job.finished_at.value_or(now));
    copy(data, look, result_keys);
    if (look.job.state == JobState::failed) add_failure(data, look);
    return {
        .event = final_event(look.job.state),
        .data = std::move(data),
        .seq = look.job.seq,
        .is_final = true};
}

QueueStep queue_step_of(JobState state) {
    if (queue::is_final(state)) return QueueStep::finished;
    return state == JobState::active ? QueueStep::started : QueueStep::queued;
}

json::object queue_line_of(const Look& look) {
    auto line = look.line;
    line["seq"] = look.job.seq;
    return line;
}

}  // namespace rollcall::live::jobs
