// The verbs of workers: claim, and what the holder of a lease may do.
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "db/database.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"
#include "queue/sql/twins.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Session;

std::unexpected<Error> lease_lost(const Fence& fence) {
    return refuse(
        Errc::lease_lost,
        fence.job.text() + " is no longer run under lease " + std::to_string(fence.epoch)
    );
}

std::int64_t epoch_of(const Fence& fence) {
    return static_cast<std::int64_t>(fence.epoch);
}

double draw_chance() {
    constexpr std::uint64_t steps = std::uint64_t{1} << 53U;
    return static_cast<double>(random_below(steps)) / static_cast<double>(steps);
}

Result<void> done_unless_lost(const std::optional<Job>& ended, const Fence& fence) {
    if (!ended) return lease_lost(fence);
    return {};
}

}  // namespace

std::optional<Lease> SqlQueue::claim(std::string_view worker, std::chrono::milliseconds lease) {
    struct Done {
        std::vector<Job> recovered;
        std::optional<Lease> claimed;
    };
    const auto done = database_.write([&](Session& session) {
        if (auto first = claim_within(session, worker, lease)) return Done{{}, std::move(first)};
        auto recovered = recover_within(session, session.now());
        if (recovered.empty()) return Done{};
        return Done{std::move(recovered), claim_within(session, worker, lease)};
    });
    announce(done.recovered);
    if (done.claimed) announce(done.claimed->job);
    return done.claimed;
}

std::optional<Lease>
SqlQueue::claim_within(Session& session, std::string_view worker, std::chrono::milliseconds lease) {
    if (!may_start(session)) return std::nullopt;
    // Others may have held all that a claim looks at, while more wait behind them.
    do {
        if (auto claimed = claim_once(session, worker, lease)) return claimed;
    } while (session.query(statements::free).step());
    return std::nullopt;
}

std::optional<Lease>
SqlQueue::claim_once(Session& session, std::string_view worker, std::chrono::milliseconds lease) {
    const auto now = session.now();
    auto claim = session.query(twins::claim);
    claim.with(worker).with(now).with(now + lease).with(std::int64_t{limits_.aging.count()});
    if (!claim.step()) return std::nullopt;
    auto job = job_from(claim);
    const auto epoch = job.epoch;
    return Lease{.job = std::move(job), .epoch = epoch, .until = now + lease};
}

std::optional<Lease>
SqlQueue::claim_one(const JobId& id, std::string_view who, std::chrono::milliseconds lease) {
    auto claimed = database_.write([&](Session& session) -> std::optional<Lease> {
        const auto now = session.now();
        auto claim = session.query(statements::claim_one);
        claim.with(id.text()).with(who).with(now).with(now + lease);
        auto job = first_job(claim);
        if (!job) return std::nullopt;
        const auto epoch = job->epoch;
        return Lease{.job = *std::move(job), .epoch = epoch, .until = now + lease};
    });
    if (claimed) announce(claimed->job);
    return claimed;
}

bool SqlQueue::may_start(Session& session) const {
    const auto has_room = [&] {
        auto active = session.query(statements::active);
        active.step();
        return active.integer(0) < limits_.active_max;
    };
    if (limits_.active_max == 0) return true;
    // First without the lock: while so many run, nobody has to queue up for it.
    if (!has_room()) return false;
    session.lock("claim");
    return has_room();
}

std::vector<Job> SqlQueue::recover_within(Session& session, Instant leases_until) const {
    auto recover = session.query(statements::recover);
    recover.with(leases_until)
        .with(std::int64_t{limits_.stalls_max})
        .with(session.now())
        .with(to_string(Errc::job_stalled))
        .with(std::string_view(
            "the server died at this file again and again without getting further; the file is kept"
        ));
    auto recovered = all_jobs(recover);
    for (const auto& job : recovered)
        abandon(session, job);
    return recovered;
}

Result<Renewal> SqlQueue::renew(const Fence& fence, std::chrono::milliseconds lease) {
    return database_.write([&](Session& session) -> Result<Renewal> {
        const auto until = session.now() + lease;
        auto renew = session.query(statements::renew);
        renew.with(fence.job.text()).with(epoch_of(fence)).with(until);
        if (!renew.step()) return lease_lost(fence);
        return Renewal{.until = until, .cancel_requested = renew.integer(0) != 0};
    });
}

Result<void> SqlQueue::note(const Fence& fence, const Note& note) {
    const auto has_changed = database_.write([&](Session& session) -> Result<bool> {
        const auto before = seq_within(session, fence.job);
        auto set = session.query(statements::note);
        set.with(fence.job.text())
            .with(epoch_of(fence))
            .with(note.stage ? to_string(*note.stage) : std::string_view())
            .with(to_string(note.waiting_for))
            .with(std::int64_t{note.progress})
            .with(std::int64_t{note.advanced});
        if (!set.step()) return lease_lost(fence);
        return before != set.integer(0);
    });
    if (!has_changed) return std::unexpected(has_changed.error());
    if (*has_changed) publish(event::JobProgressed{fence.job});
    return {};
}

std::optional<std::int64_t> SqlQueue::seq_within(Session& session, const JobId& id) {
    auto seq = session.query(statements::seq);
    seq.with(id.text());
    return seq.step() ? std::optional(seq.integer(0)) : std::nullopt;
}

Result<void> SqlQueue::complete(const Fence& fence, const Completion& completion) {
    const auto ended = database_.write([&](Session& session) -> std::optional<Job> {
        auto complete = session.query(statements::complete);
        complete.with(fence.job.text())
            .with(epoch_of(fence))
            .with(session.now())
            .with(completion.message)
            .with(completion.report_name);
        return first_job(complete);
    });
    if (ended) announce(*ended);
    return done_unless_lost(ended, fence);
}

Result<Job> SqlQueue::fail(const Fence& fence, const Reason& reason, bool retry) {
    const auto ended = database_.write([&](Session& session) -> std::optional<Job> {
        const auto job = find_within(session, fence.job);
        if (!job) return std::nullopt;
        std::optional<Instant> next;
        if (retry && job->attempts_made + 1 < job->attempts_max) {
            next = session.now() + pause_before_next(session, *job);
        }
        auto fail = session.query(statements::fail);
        fail.with(fence.job.text())
            .with(epoch_of(fence))
            .with(session.now())
            .with(reason.code)
            .with(reason.message)
            .with(next);
        return first_job(fail);
    });
    if (!ended) return lease_lost(fence);
    announce(*ended);
    return *ended;
}

// After an attempt that fails now.
std::chrono::milliseconds SqlQueue::pause_before_next(Session& session, const Job& job) {
    const auto made = job.attempts_made + 1;
    auto known = session.query(statements::bull_known);
    known.with(job.id.text());
    if (const auto own = known.step() ? backoff_from(known) : std::nullopt) {
        return retry_delay(*own, made);
    }
    return retry_delay(retries_, made, retries_.jitter > 0 ? draw_chance() : 0.0);
}

Result<void> SqlQueue::end_cancelled(const Fence& fence, std::string_view message) {
    const auto ended = database_.write([&](Session& session) -> std::optional<Job> {
        auto end = session.query(statements::end_cancelled);
        end.with(fence.job.text()).with(epoch_of(fence)).with(session.now()).with(message);
        return first_job(end);
    });
    if (ended) announce(*ended);
    return done_unless_lost(ended, fence);
}

Result<void> SqlQueue::hand_over(const Fence& fence, std::string_view who) {
    const auto handed = database_.write([&](Session& session) -> std::optional<Job> {
        auto hand = session.query(statements::hand_over);
        hand.with(fence.job.text()).with(epoch_of(fence)).with(who);
        return first_job(hand);
    });
    if (handed) announce(*handed);
    return done_unless_lost(handed, fence);
}

Result<void> SqlQueue::give_back(const Fence& fence) {
    const auto given = database_.write([&](Session& session) -> std::optional<Job> {
        auto give = session.query(statements::give_back);
        give.with(fence.job.text()).with(epoch_of(fence));
        return first_job(give);
    });
    if (given) announce(*given);
    return done_unless_lost(given, fence);
}

}  // namespace rollcall::queue::sql
