// A worker: claim, run, end. One job at a time, ordinary synchronous code.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/ids.hpp"
#include "load/ledger.hpp"
#include "queue/queue.hpp"
#include "work/attempt.hpp"
#include "work/ending.hpp"
#include "work/lease_keeper.hpp"
#include "work/upload.hpp"

namespace rollcall::work {

// What a worker works with. All outlive it.
struct WorkerParts {
    queue::Queue& queue;
    load::Ledger& ledger;
    const Upload& upload;
    LeaseKeeper& leases;
    const Clock& clock;
    // How long a full disk or a silent database is waited for before it is tried again.
    std::chrono::milliseconds world_wait{1'000};
    // How long a run of this job may take; empty: any job may take any time.
    std::function<TimeLimit(const JobId&)> time_limit = {};
};

// Used by one thread, but for `stop`.
class Worker {
public:
    Worker(WorkerParts parts, std::string name);

    // Runs the most urgent waiting job to its end; false when none waits. Never throws: what breaks
    // is waited for (disk, database), retried or told in the job's reason.
    bool run_one();

private:
    Ending run(Attempt& attempt);
    std::optional<Ending> try_once(Attempt& attempt);
    void announce_wait(Attempt& attempt, queue::WaitingFor what);
    bool end(const Attempt& attempt, const Ending& ending);
    // One line of the job's log a run.
    void note(const JobId& job, const Ending& ending);
    std::string with_what_stays(const JobId& job, const std::string& message);

    WorkerParts parts_;
    std::string name_;
};

}  // namespace rollcall::work
