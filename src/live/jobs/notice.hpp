// What is told of a job, word for word (docs/api.md).
#pragma once

#include <cstdint>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "live/jobs/look.hpp"

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

// A line of the room `queue`: `job_queued`, `job_started` or `job_finished`.
struct QueueNotice {
    std::string_view event;
    boost::json::object data;
};
QueueNotice queue_notice_of(const Look& look);

}  // namespace rollcall::live::jobs
