#include "queue/bull/mirror/picture.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "queue/job.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

namespace json = boost::json;

std::int64_t ms(Instant time) {
    return time.time_since_epoch().count();
}

std::string text(Instant time) {
    return std::to_string(ms(time));
}

// How long it was to wait when it came: what Bull calls its delay.
std::int64_t delay_of(const Job& job) {
    if (!job.run_at || job.attempts_made > 0) return 0;
    return std::max<std::int64_t>(0, (*job.run_at - job.created_at).count());
}

std::string options_of(const Job& job, const Style& style) {
    return json::serialize(json::object{
        {"attempts", job.attempts_max},
        {"backoff",
         json::object{{"type", "exponential"}, {"delay", style.retries.backoff.count()}}},
        {"delay", delay_of(job)},
        {"jobId", job.id.text()},
        {"priority", job.priority},
        {"timestamp", ms(job.created_at)},
    });
}

Picture::Fields born(const Job& job, const Style& style) {
    return {
        {"name", "__default__"},
        {"data", payload_of(job)},
        {"opts", options_of(job, style)},
        {"timestamp", text(job.created_at)},
        {"delay", std::to_string(delay_of(job))},
        {"priority", std::to_string(job.priority)}};
}

// One line a failed attempt in Bull; of ours the first and the last are known.
std::string stacktrace_of(const Job& job) {
    json::array lines;
    if (job.attempts_made > 1 && job.first_error) lines.emplace_back(job.first_error->message);
    if (job.error) lines.emplace_back(job.error->message);
    return json::serialize(lines);
}

// Retried by hand: Bull forgets how it failed.
bool starts_anew(const Job& job) {
    return !job.started_at && job.attempts_made > 0;
}

void add_attempts(Picture& picture, const Job& job) {
    if (job.attempts_made > 0) {
        picture.fields.emplace_back("attemptsMade", std::to_string(job.attempts_made));
    }
    if (job.error && !starts_anew(job)) {
        picture.fields.emplace_back("failedReason", job.error->message);
        picture.fields.emplace_back("stacktrace", stacktrace_of(job));
    }
}

void add_end(Picture& picture, const Job& job, std::string_view field, std::string value) {
    picture.time = job.finished_at.value_or(Instant{});
    picture.fields.emplace_back("finishedOn", text(picture.time));
    picture.event = json::serialize(json::object{{"jobId", picture.bull_id}, {"val", value}});
    picture.fields.emplace_back(field, std::move(value));
}

void draw_waiting(Picture& picture, const Job& job) {
    add_attempts(picture, job);
    picture.fields.emplace_back("delay", "0");
    picture.dropped = {"finishedOn", "returnvalue"};
    if (starts_anew(job)) {
        picture.fields.emplace_back("retriedOn", text(job.queued_at));
        picture.dropped.insert(picture.dropped.end(), {"failedReason", "processedOn"});
    }
}

void draw_active(Picture& picture, const Job& job, const Style& style) {
    picture.token = token_of(job.epoch, style);
    if (job.started_at) picture.fields.emplace_back("processedOn", text(*job.started_at));
    picture.fields.emplace_back("progress", std::to_string(job.progress));
    picture.event =
        json::serialize(json::object{{"jobId", picture.bull_id}, {"progress", job.progress}});
    picture.dropped = {"finishedOn", "returnvalue"};
}

void draw_completed(Picture& picture, const Job& job, const Style& style) {
    if (!job.processed_by.empty()) picture.how = How::mark;
    picture.fields.emplace_back("progress", "100");
    add_end(picture, job, "returnvalue", style.result(job));
    picture.dropped = {"failedReason"};
}

void draw_failed(Picture& picture, const Job& job) {
    if (!job.processed_by.empty()) picture.how = How::mark;
    picture.fields.emplace_back("attemptsMade", std::to_string(job.attempts_made));
    picture.fields.emplace_back("stacktrace", stacktrace_of(job));
    add_end(picture, job, "failedReason", job.error ? job.error->message : job.message);
}

}  // namespace

std::string token_of(std::uint64_t epoch, const Style& style) {
    return "rollcall:" + std::to_string(epoch) + ":" + style.node;
}

std::string payload_of(const Job& job) {
    return json::serialize(json::object{
        {"jobId", job.id.text()},
        {"fileName", job.file_name},
        {"uploadedBy", job.owner.email.empty() ? job.owner.user_id : job.owner.email},
        {"userId", job.owner.user_id},
        {"userRole", job.owner.role},
        {"userEmail", job.owner.email},
        {"fileId", job.file_sha256},
    });
}

Picture picture_of(const sql::NamedJob& named, const Style& style) {
    const auto& job = named.job;
    Picture picture;
    picture.bull_id = named.bull_id;
    picture.seq = job.seq;
    picture.state = to_string(job.state == JobState::paused ? JobState::waiting : job.state);
    picture.priority = job.priority;
    picture.tried = job.attempts_made > 0;
    picture.born = born(job, style);
    switch (job.state) {
        case JobState::waiting:
        case JobState::paused: draw_waiting(picture, job); break;
        case JobState::delayed:
            add_attempts(picture, job);
            picture.time = job.run_at.value_or(job.queued_at);
            break;
        case JobState::active:
            if (!job.processed_by.empty()) picture.state = "bull";
            draw_active(picture, job, style);
            break;
        case JobState::completed: draw_completed(picture, job, style); break;
        case JobState::failed: draw_failed(picture, job); break;
        case JobState::cancelled: add_end(picture, job, "failedReason", job.message); break;
    }
    return picture;
}

Picture without_late_failure(const sql::NamedJob& named, const Style& style) {
    auto picture = picture_of(named, style);
    const auto& job = named.job;
    picture.fields.emplace_back("attemptsMade", std::to_string(job.attempts_made));
    json::array lines;
    if (job.first_error) lines.emplace_back(job.first_error->message);
    picture.fields.emplace_back("stacktrace", json::serialize(lines));
    return picture;
}

Picture gone(std::string bull_id) {
    Picture picture;
    picture.bull_id = std::move(bull_id);
    picture.seq = std::numeric_limits<std::int32_t>::max();
    picture.state = "gone";
    return picture;
}

}  // namespace rollcall::queue::bull::mirror
