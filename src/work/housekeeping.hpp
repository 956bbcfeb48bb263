// What must be done now and then: due jobs, dead workers' jobs, old jobs and what they left.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "load/ledger.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "spool/spool.hpp"
#include "work/documents.hpp"

namespace rollcall::work {

struct HousekeepingParts {
    queue::Queue& queue;
    queue::RemovedJobs& removed_jobs;
    load::Ledger& ledger;
    spool::Spool& spool;
    Documents& documents;
    const Clock& clock;
};

struct CleanResult {
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t freed_bytes = 0;
};

// Safe from any thread.
class Housekeeping {
public:
    Housekeeping(HousekeepingParts parts, std::chrono::hours retention);

    // Promotes due jobs, takes dead workers' jobs back. Every second or so.
    void sweep();

    // Removes jobs past their retention, and bytes that no job refers to. Every hour or so.
    void retire();

    // Removes jobs that ended before `before`, then what is left of any removed job, and then bytes
    // that no job refers to. Members and their changes stay. Throws Failure when a store breaks;
    // what was not done by then, the next call does.
    CleanResult clean(Instant before);

    // Removes what a job that is no longer in the queue left: ledger and documents. The bytes
    // freed. Its upload goes with the next `retire`: only the spool's sweep, with its grace, is
    // safe against the same bytes just coming in again.
    std::uint64_t discard(const JobId& job);

    // The same for each removed job of which something may be left, since whoever removed it died
    // or a store broke.
    std::uint64_t discard_removed();

private:
    std::uint64_t sweep_uploads();

    HousekeepingParts parts_;
    std::chrono::hours retention_;
};

}  // namespace rollcall::work
