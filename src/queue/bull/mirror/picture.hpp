// What Redis shall show of a job.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "queue/job.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {

// As draw.lua has them.
enum class How : std::uint8_t {
    tell,   // unless Redis knows better
    take,   // the same, for a worker that is about to run the job
    mark,   // a Bull worker ended it, as Redis shows already
    force,  // whatever stands there, unless it was drawn since it was looked at
};

struct Picture {
    using Fields = std::vector<std::pair<std::string_view, std::string>>;

    std::string bull_id;
    std::uint64_t seq = 0;
    std::string_view state;  // a job's, or bull, or gone
    How how = How::tell;
    std::uint64_t told = 0;  // to force: the seq that Redis was told when it was looked at,
    std::string_view seen_at = "missing";  // and where it stood, as draw.lua names it
    std::string token;                     // of the lock
    int priority = 0;
    bool tried = false;                     // it has run before
    Instant time{};                         // when it is due, or ended
    std::string event;                      // what listeners are told: JSON
    Fields born;                            // of a job that is new there
    Fields fields;                          // set
    std::vector<std::string_view> dropped;  // and deleted
};

// What goes into pictures beside the job itself.
struct Style {
    RetryPolicy retries;
    std::string node;  // stands in the locks
    // What a completed job came to: the object of `bulk_upload_complete`, as JSON.
    std::function<std::string(const Job&)> result;
};

// The lock's value while we run a job: ours, and of which epoch.
std::string token_of(std::uint64_t epoch, const Style& style);

Picture picture_of(const sql::NamedJob& job, const Style& style);
// Of a completed job of ours, without what a Bull worker wrote that came too late to end it.
Picture without_late_failure(const sql::NamedJob& job, const Style& style);
// Of a job that SQL has forgotten.
Picture gone(std::string bull_id);

// What Bull's `data` is: ids, the file's name, and who uploaded it.
std::string payload_of(const Job& job);

}  // namespace rollcall::queue::bull::mirror
