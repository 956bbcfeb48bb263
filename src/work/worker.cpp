#include "work/worker.hpp"

#include <chrono>
#include <exception>
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

template <class... Arms>
struct Overloaded : Arms... {
    using Arms::operator()...;
};

}  // namespace

Worker::Worker(WorkerParts parts, std::string name) : parts_(parts), name_(std::move(name)) {}

bool Worker::run_one() {
    try {
        const auto lease_time = parts_.leases.settings().lease;
        const auto held_until = parts_.clock.steady() + lease_time;
        auto lease = parts_.queue.claim(name_, lease_time);
        if (!lease) return false;
        Attempt attempt(*std::move(lease), parts_.clock, held_until);
        const LeaseKeeper::Watch watch(parts_.leases, attempt);
        // Its last worker may have died before it heard.
        if (attempt.job().cancel_requested) attempt.stop(StopReason::cancelled);
        log::info("work", attempt.job().id.text() + ": started by " + name_);
        const auto ending = run(attempt);
        for (int tries = 0; tries < end_tries && !end(attempt, ending); ++tries) {
            attempt.wait(parts_.world_wait);
        }
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
        if (attempt.stopping()) {
            // With the database gone it may be that this attempt has not fenced earlier ones off:
            // then the next one, which hears of the cancel too, ends the job.
            const bool may_end = attempt.stop_reason() == StopReason::cancelled &&
                                 failure.broken() != Broken::database;
            return may_end ? Ending(Cancelled{}) : Ending(Interrupted{});
        }
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
        return true;
    } catch (const Failure& failure) {
        log::error("work", id.text() + ": its end could not be told: " + failure.what());
        return false;
    }
}

}  // namespace rollcall::work
