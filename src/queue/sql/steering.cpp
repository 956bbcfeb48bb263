// The verbs of people: retry, cancel, pause, resume; and the job's log.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "db/database.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Session;

// A log is for people to read: what a job that goes wrong for days writes must not fill the disk.
constexpr std::int64_t log_lines_max = 1'000;
constexpr std::uint32_t log_line_characters_max = 2'000;

std::unexpected<Error>
wrong_state(const std::optional<Job>& job, const JobId& id, std::string_view only) {
    if (!job) return refuse(Errc::not_found, "there is no " + id.text());
    const auto state = std::string(to_string(job->state));
    return refuse(Errc::wrong_state, id.text() + " is " + state + "; only " + std::string(only));
}

}  // namespace

Result<Job> SqlQueue::retry(const JobId& id, const Asker& by) {
    auto retried = database_.write([&](Session& session) -> Result<Job> {
        auto retry = session.query(statements::retry);
        retry.with(id.text()).with(session.now());
        const auto job = first_job(retry);
        if (!job) {
            return wrong_state(find_within(session, id), id, "failed jobs can be retried");
        }
        audit(session, {.by = by, .action = "retry", .job = id.text(), .details = {}});
        return *job;
    });
    if (retried) announce(*retried);
    return retried;
}

Result<Job> SqlQueue::promote(const JobId& id, const Asker& by) {
    auto promoted = database_.write([&](Session& session) -> Result<Job> {
        auto promote = session.query(statements::promote_one);
        promote.with(id.text()).with(session.now());
        const auto job = first_job(promote);
        if (!job) {
            return wrong_state(find_within(session, id), id, "delayed jobs can be promoted");
        }
        audit(session, {.by = by, .action = "promote", .job = id.text(), .details = {}});
        return *job;
    });
    if (promoted) announce(*promoted);
    return promoted;
}

Result<Job> SqlQueue::cancel(const JobId& id, const Asker& by) {
    auto cancelled = database_.write([&](Session& session) -> Result<Job> {
        const auto message = "cancelled by " + std::string(by.shown());
        auto cancel = session.query(statements::cancel);
        cancel.with(id.text()).with(session.now()).with(message);
        const auto job = first_job(cancel);
        if (!job) {
            return wrong_state(
                find_within(session, id), id, "jobs that have not ended can be cancelled"
            );
        }
        abandon(session, *job);
        audit(session, {.by = by, .action = "cancel", .job = id.text(), .details = {}});
        return *job;
    });
    if (!cancelled) return cancelled;
    if (cancelled->state == JobState::active) {
        publish(event::CancelRequested{id});
    } else {
        announce(*cancelled);
    }
    return cancelled;
}

bool SqlQueue::set_paused(bool paused, const Asker& by) {
    return database_.write([&](Session& session) {
        auto pause = session.query(statements::pause);
        pause.with(std::int64_t{paused});
        if (!pause.step()) return false;
        audit(session, {.by = by, .action = paused ? "pause" : "resume", .job = {}, .details = {}});
        return true;
    });
}

void SqlQueue::pause(const Asker& by) {
    set_paused(true, by);
}

void SqlQueue::resume(const Asker& by) {
    if (!set_paused(false, by)) return;
    const auto waiting = database_.read([](Session& session) -> std::optional<JobId> {
        auto next = session.query(statements::next);
        if (!next.step()) return std::nullopt;
        const auto id = JobId::parse(next.text(0));
        return id ? std::optional(*id) : std::nullopt;
    });
    if (waiting) publish(event::JobQueued{*waiting});
}

bool SqlQueue::paused() {
    return database_.read([](Session& session) {
        auto paused = session.query("SELECT paused FROM queue_state");
        return paused.step() && paused.integer(0) != 0;
    });
}

void SqlQueue::log(const JobId& id, std::string_view level, std::string_view text) {
    const auto clean = replace_bad_utf8(text);
    database_.write([&](Session& session) {
        session.lock("log " + id.text());
        auto add = session.query(statements::log);
        add.with(id.text())
            .with(session.now())
            .with(level)
            .with(first_code_points(clean, log_line_characters_max));
        if (!add.step()) return;
        auto trim = session.query(statements::log_trim);
        trim.with(add.integer(0)).with(add.integer(1) - log_lines_max);
        trim.step();
    });
}

}  // namespace rollcall::queue::sql
