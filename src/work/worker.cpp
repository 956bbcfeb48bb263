#include "work/worker.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/failure.hpp"
#include "base/log.hpp"
#include "load/facts.hpp"
#include "work/summary.hpp"

namespace rollcall::work {
namespace {

// How often an ending is tried again when the store does not answer, before the lease is left to
// expire: another claim then goes on from the last chunk.
constexpr int end_tries = 30;
// A process that stops has not much time; a lease that it cannot give back expires all the same.
constexpr int stop_tries = 3;

template <class... Arms>
struct Overloaded : Arms... {
    using Arms::operator()...;
};

// A run, as the job's log tells of it.
struct Line {
    std::string_view level;
    std::string text;
};

// A run that was asked to stop, and met a broken world before it had.
Ending broken_off(const Attempt& attempt) {
    switch (attempt.stop_reason()) {
        case StopReason::cancelled: return Cancelled{};
        case StopReason::overran: return Failed{overrun(attempt)};
        case StopReason::timed_out:
        case StopReason::fenced:
        case StopReason::shutdown:
        case StopReason::none: break;
    }
    return Interrupted{};
}

std::optional<Line> line_of(const Ending& ending) {
    const auto failure = [](const queue::Reason& reason) {
        return Line{"error", reason.code + ": " + reason.message};
    };
    return std::visit(
        Overloaded{
            [](const Completed& done) {
                return std::optional(Line{"info", done.message});
            },
            [&](const Rejected& done) { return std::optional(failure(done.reason)); },
            [&](const Failed& done) { return std::optional(failure(done.reason)); },
            [](const Cancelled&) {
                return std::optional(Line{"info", "cancelled"});
            },
            [](const Interrupted&) {
                return std::optional(Line{"info", "given back"});
            },
            // Another attempt tells what becomes of the job.
            [](const Fenced&) { return std::optional<Line>(); },
        },
        ending
    );
}

}  // namespace

Worker::Worker(WorkerParts parts, std::string name) : parts_(parts), name_(std::move(name)) {}

bool Worker::run_one() {
    try {
        const auto length = parts_.leases.settings().lease;
        // Before it is asked for: it may end sooner in the queue than here, never later.
        const auto held_until = parts_.clock.steady() + length;
        auto lease = parts_.queue.claim(name_, length);
        if (!lease) return false;
        const auto limit = parts_.time_limit ? parts_.time_limit(lease->job.id) : TimeLimit{};
        Attempt attempt(*std::move(lease), parts_.clock, held_until, limit);
        const LeaseKeeper::Watch watch(parts_.leases, attempt);
        // Its last worker may have died before it heard.
        if (attempt.job().cancel_requested) attempt.stop(StopReason::cancelled);
        log::info("work", attempt.job().id.text() + ": started by " + name_);
        const auto ending = run(attempt);
        const bool hurries = std::holds_alternative<Interrupted>(ending);
        for (int left = hurries ? stop_tries : end_tries; left > 0 && !end(attempt, ending); --left)
            attempt.wait(parts_.world_wait);
        return true;
    } catch (const std::exception& failure) {
        log::error("work", name_ + " could not claim: " + failure.what());
        return false;
    }
}

Ending Worker::run(Attempt& attempt) {
    for (;;) {
        if (auto ending = try_once(attempt)) return *std::move(ending);
    }
}

// Nothing: the world was broken and may be whole again; run on from the last chunk.
std::optional<Ending> Worker::try_once(Attempt& attempt) {
    const auto& id = attempt.job().id.text();
    try {
        return parts_.upload.run(attempt);
    } catch (const Failure& failure) {
        log::error("work", id + ": " + failure.what());
        if (attempt.stopping()) return broken_off(attempt);
        switch (failure.broken()) {
            case Broken::disk_full: announce_wait(attempt, queue::WaitingFor::disk); break;
            case Broken::database: announce_wait(attempt, queue::WaitingFor::database); break;
            case Broken::corrupt_data:
            case Broken::other:
                return Failed{
                    {std::string(to_string(Errc::internal_error)),
                     "the work broke off unexpectedly; the log tells more under the job's id"}};
        }
    } catch (const std::exception& failure) {
        log::error("work", id + ": " + failure.what());
        return Failed{
            {std::string(to_string(Errc::internal_error)),
             "the work broke off unexpectedly; the log tells more under the job's id"}};
    }
    attempt.wait(parts_.world_wait);
    return std::nullopt;
}

void Worker::announce_wait(Attempt& attempt, queue::WaitingFor what) {
    attempt.set_waiting_for(what);
    try {
        queue::Note note;
        note.waiting_for = what;
        if (!parts_.queue.note(attempt.fence(), note)) attempt.stop(StopReason::fenced);
    } catch (const Failure& failure) {
        // The store that is waited for is the one that would say so.
        log::warning("work", attempt.job().id.text() + " waits: " + failure.what());
    }
}

std::string Worker::with_what_stays(const JobId& job, const std::string& message) {
    const auto ledger = parts_.ledger.find(job);
    if (!ledger || ledger->cursor.tally.loaded() == 0) return message;
    const auto total =
        ledger->facts_json.empty() ? 0 : load::facts_from_json(ledger->facts_json).rows_total;
    return message + (message.empty() ? "" : ". ") + stopped_message(ledger->cursor.tally, total);
}

void Worker::note(const JobId& job, const Ending& ending) {
    const auto line = line_of(ending);
    if (!line) return;
    try {
        parts_.queue.log(job, line->level, "run by " + name_ + ": " + line->text);
    } catch (const Failure& failure) {
        // The end itself is told; a line less changes nothing.
        log::warning("work", job.text() + ": no line in its log: " + failure.what());
    }
}

// False: the store did not answer; the ending has still to be told.
bool Worker::end(const Attempt& attempt, const Ending& ending) {
    const auto fence = attempt.fence();
    const auto& id = attempt.job().id;
    auto& queue = parts_.queue;
    const auto fail = [&](queue::Reason reason, bool retry) {
        reason.message = with_what_stays(id, reason.message);
        log::warning("work", id.text() + ": " + reason.code);
        return queue.fail(fence, reason, retry).has_value();
    };
    try {
        const bool told = std::visit(
            Overloaded{
                [&](const Completed& done) {
                    return queue.complete(fence, {done.message, done.report_name}).has_value();
                },
                [&](const Rejected& done) { return fail(done.reason, false); },
                [&](const Failed& done) { return fail(done.reason, true); },
                [&](const Cancelled&) {
                    const auto message = with_what_stays(id, "");
                    return queue.end_cancelled(fence, message).has_value();
                },
                [&](const Interrupted&) { return queue.give_back(fence).has_value(); },
                [](const Fenced&) { return true; },
            },
            ending
        );
        // A verb refuses only a lost lease: another attempt tells the job's end.
        if (!told) log::warning("work", id.text() + ": fenced at its end");
        log::info("work", id.text() + ": ended");
        if (told) note(id, ending);
        return true;
    } catch (const Failure& failure) {
        log::error("work", id.text() + ": its end could not be told: " + failure.what());
        return false;
    }
}

}  // namespace rollcall::work
