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
#include "db/sqlite/connection.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::sqlite::Connection;

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
    std::vector<Job> recovered;
    auto claimed = store_.write([&](Connection& writer) {
        auto first = claim_within(writer, worker, lease);
        if (first) return first;
        recovered = recover_within(writer, clock_.now());
        return recovered.empty() ? first : claim_within(writer, worker, lease);
    });
    announce(recovered);
    if (claimed) announce(claimed->job);
    return claimed;
}

std::optional<Lease> SqlQueue::claim_within(
    Connection& writer,
    std::string_view worker,
    std::chrono::milliseconds lease
) {
    const auto now = clock_.now();
    auto claim = statements_.use(writer, statements::claim);
    claim.with(worker).with(now).with(now + lease).with(std::int64_t{limits_.aging.count()});
    if (!claim.step()) return std::nullopt;
    auto job = job_from(claim.row());
    const auto epoch = job.epoch;
    return Lease{.job = std::move(job), .epoch = epoch, .until = now + lease};
}

std::vector<Job> SqlQueue::recover_within(Connection& writer, Instant leases_until) {
    auto recover = statements_.use(writer, statements::recover);
    recover.with(leases_until)
        .with(std::int64_t{limits_.stalls_max})
        .with(clock_.now())
        .with(to_string(Errc::job_stalled))
        .with(std::string_view(
            "the server died at this file again and again without getting further; the file is kept"
        ));
    return all_jobs(recover);
}

Result<Renewal> SqlQueue::renew(const Fence& fence, std::chrono::milliseconds lease) {
    return store_.write([&](Connection& writer) -> Result<Renewal> {
        const auto until = clock_.now() + lease;
        auto renew = statements_.use(writer, statements::renew);
        renew.with(fence.job.text()).with(epoch_of(fence)).with(until);
        if (!renew.step()) return lease_lost(fence);
        return Renewal{.until = until, .cancel_requested = renew.row().integer(0) != 0};
    });
}

Result<void> SqlQueue::note(const Fence& fence, const Note& note) {
    bool has_changed = false;
    auto noted = store_.write([&](Connection& writer) -> Result<void> {
        const auto before = seq_within(writer, fence.job);
        auto set = statements_.use(writer, statements::note);
        set.with(fence.job.text())
            .with(epoch_of(fence))
            .with(note.stage ? to_string(*note.stage) : std::string_view())
            .with(to_string(note.waiting_for))
            .with(std::int64_t{note.progress})
            .with(std::int64_t{note.advanced});
        if (!set.step()) return lease_lost(fence);
        has_changed = before != set.row().integer(0);
        return {};
    });
    if (has_changed) publish(event::JobProgressed{fence.job});
    return noted;
}

std::optional<std::int64_t> SqlQueue::seq_within(Connection& writer, const JobId& id) {
    auto seq = statements_.use(writer, statements::seq);
    seq.with(id.text());
    return seq.step() ? std::optional(seq.row().integer(0)) : std::nullopt;
}

Result<void> SqlQueue::complete(const Fence& fence, const Completion& completion) {
    const auto ended = store_.write([&](Connection& writer) -> std::optional<Job> {
        auto complete = statements_.use(writer, statements::complete);
        complete.with(fence.job.text())
            .with(epoch_of(fence))
            .with(clock_.now())
            .with(completion.message)
            .with(completion.report_name);
        return first_job(complete);
    });
    if (ended) announce(*ended);
    return done_unless_lost(ended, fence);
}

Result<Job> SqlQueue::fail(const Fence& fence, const Reason& reason, bool retry) {
    const auto ended = store_.write([&](Connection& writer) -> std::optional<Job> {
        const auto job = find_within(writer, fence.job);
        if (!job) return std::nullopt;
        std::optional<Instant> next;
        const auto made = job->attempts_made + 1;
        if (retry && made < job->attempts_max) {
            const auto chance = retries_.jitter > 0 ? draw_chance() : 0.0;
            next = clock_.now() + retry_delay(retries_, made, chance);
        }
        auto fail = statements_.use(writer, statements::fail);
        fail.with(fence.job.text())
            .with(epoch_of(fence))
            .with(clock_.now())
            .with(reason.code)
            .with(reason.message)
            .with(next);
        return first_job(fail);
    });
    if (!ended) return lease_lost(fence);
    announce(*ended);
    return *ended;
}

Result<void> SqlQueue::end_cancelled(const Fence& fence, std::string_view message) {
    const auto ended = store_.write([&](Connection& writer) -> std::optional<Job> {
        auto end = statements_.use(writer, statements::end_cancelled);
        end.with(fence.job.text()).with(epoch_of(fence)).with(clock_.now()).with(message);
        return first_job(end);
    });
    if (ended) announce(*ended);
    return done_unless_lost(ended, fence);
}

Result<void> SqlQueue::give_back(const Fence& fence) {
    const auto given = store_.write([&](Connection& writer) -> std::optional<Job> {
        auto give = statements_.use(writer, statements::give_back);
        give.with(fence.job.text()).with(epoch_of(fence));
        return first_job(give);
    });
    if (given) announce(*given);
    return done_unless_lost(given, fence);
}

}  // namespace rollcall::queue::sql
