// What is told of a job, word for word (docs/api.md).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "live/jobs/look.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {

inline constexpr std::string_view progress_event = "bulk_upload_progress";

struct Notice {
    std::string_view event;
    boost::json::object data;
    std::uint64_t seq = 0;
    bool is_final = false;  // the job has ended: nothing follows, unless it is retried
};

// What is to be said of the job as it stands; `now` stamps what has no end yet.
Notice notice_of(const Look& look, Instant now);

// What the queue's watchers hear of a run of a job, in this order.
enum class QueueStep : std::uint8_t { queued, started, finished };
inline constexpr std::array<std::string_view, 3> queue_events{
    "job_queued",
    "job_started",
    "job_finished"};
QueueStep queue_step_of(queue::JobState state);
// The job's line as it is now, whichever step it is told for.
boost::json::object queue_line_of(const Look& look);

}  // namespace rollcall::live::jobs
