#include "load/fence.hpp"

#include "base/assert.hpp"

namespace rollcall::load {

Fence moved_past(const Fence& fence, const Entry& entry, const Decisions& decisions) {
    auto moved = fence;
    moved.last_digest = digest_of(entry, fence.last_digest);
    ++moved.cursor.next_chunk;
    moved.cursor.rows_done += entry.row_count();
    moved.cursor.tally += decisions.tally;
    return moved;
}

std::unexpected<Error> lost(const JobId& job) {
    return refuse(Errc::lease_lost, "another attempt has taken " + job.text() + " over");
}

Result<void> may_take_over(const Fence& fence, const Plan& plan) {
    if (fence.epoch > plan.epoch) return lost(plan.job);
    if (fence.source_sha256 != plan.source_sha256) {
        return refuse(
            Errc::corrupt_source,
            "earlier rows of " + plan.job.text() + " came from a file of another content"
        );
    }
    ROLLCALL_ASSERT(fence.dry_run == plan.dry_run);
    return {};
}

RowNumbers elsewhere_of(Ledger& ledger, const JobId& job) {
    RowNumbers numbers;
    const auto rows = ledger.rows(job, {Outcome::out_of_scope, 0});
    RowRecord record;
    while (rows->next(record)) {
        for (const auto& finding : record.findings) {
            if (finding.code == check::Code::member_elsewhere) numbers.insert(record.number);
        }
    }
    return numbers;
}

}  // namespace rollcall::load
