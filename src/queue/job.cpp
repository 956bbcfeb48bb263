#include "queue/job.hpp"

namespace rollcall::queue {

std::optional<JobState> parse_job_state(std::string_view name) {
    for (std::size_t i = 0; i < job_state_names.size(); ++i) {
        if (job_state_names.at(i) == name) return static_cast<JobState>(i);
    }
    return std::nullopt;
}

}  // namespace rollcall::queue
