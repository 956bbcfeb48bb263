#include "work/housekeeping.hpp"

#include <string_view>

#include "base/log.hpp"

namespace rollcall::work {
namespace {

constexpr std::uint32_t clean_batch = 100;
// Bytes that are sealed but have no job yet may be about to get one.
constexpr std::chrono::hours orphan_grace{1};

void count(CleanResult& result, queue::JobState state) {
    switch (state) {
        case queue::JobState::completed: ++result.completed; break;
        case queue::JobState::failed: ++result.failed; break;
        default: ++result.cancelled; break;
    }
}

}  // namespace

Housekeeping::Housekeeping(HousekeepingParts parts, std::chrono::hours retention)
    : parts_(parts), retention_(retention) {}

void Housekeeping::sweep() {
    const auto swept = parts_.queue.sweep();
    for (const auto& job : swept.stalled_out) {
        log::error("work", job.text() + ": its workers died too often without progress");
    }
}

void Housekeeping::retire() {
    clean(parts_.clock.now() - retention_);
}

std::uint64_t Housekeeping::sweep_uploads() {
    return parts_.spool.sweep(parts_.clock.now() - orphan_grace, [this](std::string_view sha256) {
        return parts_.queue.refers_to(sha256);
    });
}

std::uint64_t Housekeeping::discard(const JobId& job) {
    parts_.ledger.forget(job);
    const auto freed = parts_.documents.remove(job);
    parts_.removed_jobs.note_discarded(job);
    return freed;
}

std::uint64_t Housekeeping::discard_removed() {
    std::uint64_t freed = 0;
    for (;;) {
        const auto removed = parts_.removed_jobs.undiscarded(clean_batch);
        for (const auto& job : removed)
            freed += discard(job);
        if (removed.size() < clean_batch) return freed;
    }
}

CleanResult Housekeeping::clean(Instant before) {
    CleanResult result;
    for (;;) {
        const auto cleaned = parts_.queue.clean(before, clean_batch, "retention");
        for (const auto& job : cleaned.removed)
            count(result, job.state);
        if (cleaned.removed.size() < clean_batch) break;
    }
    result.freed_bytes += discard_removed();
    result.freed_bytes += sweep_uploads();
    return result;
}

}  // namespace rollcall::work
