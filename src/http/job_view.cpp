#include "http/job_view.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/calendar.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "load/facts.hpp"
#include "load/tally.hpp"

namespace rollcall::http {
namespace {

namespace json = boost::json;
using load::Outcome;
using queue::JobState;

json::value time_or_null(const std::optional<Instant>& at) {
    return at ? json::value(to_iso_time(*at)) : json::value(nullptr);
}
json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value reason_or_null(const std::optional<queue::Reason>& reason) {
    if (!reason) return nullptr;
    return json::object{{"code", reason->code}, {"message", reason->message}};
}

// Rows, done and to do, and how fast.
struct Pace {
    std::uint64_t done = 0;
    std::uint64_t total = 0;  // 0: not known yet
    double rows_per_second = 0;
};

Pace pace_of(const JobSnapshot& snapshot, const load::FileFacts& facts, Instant now) {
    Pace pace{
        .done = snapshot.ledger ? snapshot.ledger->cursor.rows_done : 0,
        .total = facts.rows_total,
    };
    const auto& job = snapshot.job;
    if (pace.total == 0 && job.state == JobState::completed) pace.total = pace.done;
    if (!job.started_at) return pace;
    const auto spent =
        std::chrono::duration<double>(job.finished_at.value_or(now) - *job.started_at).count();
    if (spent > 0) pace.rows_per_second = static_cast<double>(pace.done) / spent;
    return pace;
}

json::value eta_of(const queue::Job& job, const Pace& pace) {
    if (job.state != JobState::active || pace.total < pace.done || pace.total == 0) return nullptr;
    if (pace.rows_per_second <= 0) return nullptr;
    return std::llround(
        std::ceil(static_cast<double>(pace.total - pace.done) / pace.rows_per_second)
    );
}

// The ledger's tally, and the rows that an ended job never reached.
load::Tally tally_of(const JobSnapshot& snapshot, const Pace& pace) {
    auto tally = snapshot.ledger->cursor.tally;
    const auto state = snapshot.job.state;
    if ((state == JobState::cancelled || state == JobState::failed) && pace.total > pace.done) {
        tally.of(Outcome::not_processed) = pace.total - pace.done;
    }
    return tally;
}

json::object outcomes_view(const load::Tally& tally) {
    json::object view;
    for (std::size_t i = 0; i < load::outcome_names.size(); ++i) {
        view[load::outcome_names.at(i)] = tally.outcomes.at(i);
    }
    return view;
}

json::object validation_view(const load::Tally& tally) {
    return {
        {"total_records", tally.total()},
        {"valid_ids", tally.valid_ids},
        {"invalid_ids", tally.invalid_ids},
        {"unique_records", tally.unique_records},
        {"duplicates", tally.of(Outcome::duplicate)},
        {"existing_members", tally.existing_members},
        {"new_members", tally.new_members},
        {"warnings", tally.warnings},
        {"out_of_scope", tally.of(Outcome::out_of_scope)},
    };
}

json::object database_view(const load::Tally& tally) {
    return {
        {"total_records", tally.loaded() + tally.of(Outcome::skipped) + tally.of(Outcome::failed)},
        {"inserts", tally.of(Outcome::inserted)},
        {"updates", tally.of(Outcome::updated)},
        {"unchanged", tally.of(Outcome::unchanged)},
        {"skipped", tally.of(Outcome::skipped)},
        {"failures", tally.of(Outcome::failed)},
    };
}

std::string what_stays(const load::Tally& tally, const Pace& pace) {
    const auto loaded = with_commas(tally.loaded());
    if (pace.total == 0) return fmt::format("{} rows were loaded and stay", loaded);
    return fmt::format("{} of {} rows were loaded and stay", loaded, with_commas(pace.total));
}

// Whether no worker was left to say how the job ended: one that stalled out was ended by the queue,
// which knows no rows.
bool ended_unwatched(const queue::Job& job) {
    return job.error && job.error->code == to_string(Errc::job_stalled);
}

// How it ended, for people: what stays of a job that did not come to its end is always said.
std::string message_of(const JobSnapshot& snapshot, const Pace& pace) {
    const auto& job = snapshot.job;
    const bool stopped = job.state == JobState::failed || job.state == JobState::cancelled;
    if (!stopped || !snapshot.ledger || job.dry_run) return job.message;
    auto stays = what_stays(snapshot.ledger->cursor.tally, pace);
    if (job.message.empty()) return stays;
    return ended_unwatched(job) ? job.message + ": " + stays : job.message;
}

void add_record(json::object& view, const JobSnapshot& snapshot) {
    const auto& job = snapshot.job;
    view["job_id"] = job.id.text();
    view["status"] = to_string(shown_state(job, snapshot.queue_paused));
    view["file_name"] = job.file_name;
    view["file_size"] = job.file_size;
    view["file_sha256"] = job.file_sha256;
    view["uploaded_by"] = uploader_of(job);
    view["uploaded_at"] = to_iso_time(job.created_at);
    view["mode"] = to_string(job.mode);
    view["dry_run"] = job.dry_run;
    view["priority"] = job.priority;
    view["attempts_made"] = job.attempts_made;
    view["processed_by"] = text_or_null(job.processed_by);
    view["cancel_requested"] = job.cancel_requested;
    view["waiting_for"] = text_or_null(to_string(job.waiting_for));
    view["processing_start"] = time_or_null(job.started_at);
    view["processing_end"] = time_or_null(job.finished_at);
    view["processing_duration_ms"] = job.started_at && job.finished_at
                                         ? json::value((*job.finished_at - *job.started_at).count())
                                         : json::value(nullptr);
    view["stage"] = to_string(job.stage);
    view["progress"] = std::min(job.progress, 100U);
    view["report_filename"] = text_or_null(job.report_name);
    view["error_code"] = job.error ? json::value(job.error->code) : json::value(nullptr);
    view["error_message"] = job.error ? json::value(job.error->message) : json::value(nullptr);
    view["first_error"] = reason_or_null(job.first_error);
    view["seq"] = job.seq;
}

void add_position(json::object& view, const JobSnapshot& snapshot) {
    const auto& position = snapshot.position;
    const auto state = snapshot.job.state;
    const bool waits = position && (state == JobState::waiting || state == JobState::paused);
    view["queue_position"] = waits ? json::value(position->position) : json::value(nullptr);
    view["estimated_wait_seconds"] = waits && position->estimated_wait
                                         ? json::value(position->estimated_wait->count())
                                         : json::value(nullptr);
}

}  // namespace

JobSnapshot look_at(queue::Job job, queue::Queue& queue, load::Ledger& ledger) {
    JobSnapshot snapshot;
    snapshot.ledger = ledger.find(job.id);
    if (job.state == JobState::waiting || job.state == JobState::paused) {
        snapshot.queue_paused = queue.paused();
        snapshot.position = queue.position(job.id);
    }
    snapshot.job = std::move(job);
    return snapshot;
}

JobState shown_state(const queue::Job& job, bool queue_paused) {
    return job.state == JobState::waiting && queue_paused ? JobState::paused : job.state;
}

std::string uploader_of(const queue::Job& job) {
    return job.owner.email.empty() ? job.owner.user_id : job.owner.email;
}

json::object job_view(const JobSnapshot& snapshot, Instant now) {
    load::FileFacts facts;
    if (snapshot.ledger && !snapshot.ledger->facts_json.empty()) {
        facts = load::facts_from_json(snapshot.ledger->facts_json);
    }
    const auto pace = pace_of(snapshot, facts, now);

    json::object view;
    add_record(view, snapshot);
    add_position(view, snapshot);
    view["message"] = text_or_null(message_of(snapshot, pace));
    view["rows_done"] = pace.done;
    view["rows_total"] = pace.total == 0 ? json::value(nullptr) : json::value(pace.total);
    view["rows_per_second"] = std::round(pace.rows_per_second * 10) / 10;
    view["eta_seconds"] = eta_of(snapshot.job, pace);
    view["sheet_name"] = text_or_null(facts.sheet_name);
    view["warnings"] = json::array(facts.warnings.begin(), facts.warnings.end());
    view["outcomes"] = nullptr;
    view["validation_stats"] = nullptr;
    view["database_stats"] = nullptr;
    view["verification_stats"] = nullptr;
    if (!snapshot.ledger) return view;
    const auto tally = tally_of(snapshot, pace);
    view["outcomes"] = outcomes_view(tally);
    view["validation_stats"] = validation_view(tally);
    view["database_stats"] = database_view(tally);
    return view;
}

json::object job_line(const queue::Job& job, bool queue_paused) {
    return {
        {"job_id", job.id.text()},
        {"file_name", job.file_name},
        {"uploaded_by", uploader_of(job)},
        {"status", to_string(shown_state(job, queue_paused))},
        {"progress", std::min(job.progress, 100U)},
        {"attempts_made", job.attempts_made},
        {"timestamp", to_iso_time(job.created_at)},
        {"processed_on", time_or_null(job.started_at)},
        {"finished_on", time_or_null(job.finished_at)},
        {"failed_reason", job.error ? json::value(job.error->message) : json::value(nullptr)},
    };
}

}  // namespace rollcall::http
