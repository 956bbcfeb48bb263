// A job as people and programs see it: one place where record and ledger become JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "load/ledger.hpp"
#include "queue/queue.hpp"

namespace rollcall::http {

// What is known of a job at one moment.
struct JobSnapshot {
    queue::Job job;
    std::optional<load::JobLedger> ledger;         // nothing: no chunk was committed yet
    std::optional<queue::QueuePosition> position;  // nothing unless it waits
    bool queue_paused = false;
};

JobSnapshot look_at(queue::Job job, queue::Queue& queue, load::Ledger& ledger);

// The state as it is shown: a job that waits in a paused queue is `paused`.
queue::JobState shown_state(const queue::Job& job, bool queue_paused);

// The object of GET /status (docs/api.md).
boost::json::object job_view(const JobSnapshot& snapshot, Instant now);

// A line of GET /queue/jobs.
boost::json::object job_line(const queue::Job& job, bool queue_paused);

// The address of who uploaded it, or their id where no address is known.
std::string uploader_of(const queue::Job& job);

}  // namespace rollcall::http
