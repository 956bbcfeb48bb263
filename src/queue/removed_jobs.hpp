// What is known of a job once its record is gone: that there was one, whose it was, and when it was
// removed, so that whoever asks for its report is told; and whether its ledger and documents went,
// too.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace rollcall::queue {

struct RemovedJob {
    std::string user_id;
    std::string province_code;
    std::string municipality_code;
    Instant finished_at{};
    Instant removed_at{};
};

// Kept for as long as somebody may still have the job's address, and until nothing is left of it.
inline constexpr std::chrono::days removed_jobs_live{365};

// Safe from any thread; throws Failure when the store does not answer.
class RemovedJobs {
public:
    RemovedJobs() = default;
    RemovedJobs(const RemovedJobs&) = delete;
    RemovedJobs& operator=(const RemovedJobs&) = delete;
    virtual ~RemovedJobs() = default;

    // Nothing: there was no job of that id, or it was removed longer ago than that.
    virtual std::optional<RemovedJob> find(const JobId& id) = 0;

    // Removed jobs whose ledger and documents may still be there: whoever removed them has not come
    // so far yet, or died on the way.
    virtual std::vector<JobId> undiscarded(std::uint32_t limit) = 0;
    // Nothing of it is there any more. Does nothing a second time.
    virtual void note_discarded(const JobId& id) = 0;
};

}  // namespace rollcall::queue
