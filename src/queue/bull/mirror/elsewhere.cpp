#include "queue/bull/mirror/elsewhere.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// A dead Bull worker's job is taken up here when this has passed without its lock.
constexpr std::chrono::milliseconds lease{15'000};
constexpr std::string_view failed_code = "FAILED_ELSEWHERE";

Fence fence_of(const Job& job) {
    return {.job = job.id, .epoch = job.epoch};
}

Reason reason_of(std::string_view reason) {
    const std::string why(reason.empty() ? "it gave no reason" : reason);
    return {std::string(failed_code), "a Bull worker failed at this job: " + why};
}

}  // namespace

bool Elsewhere::take(const Job& job) {
    return held(job).has_value();
}

// The fence of the job in Bull's hands; nothing: it is another job by now.
std::optional<Fence> Elsewhere::held(const Job& job) {
    if (job.state == JobState::active) {
        const auto fence = fence_of(job);
        const bool is = job.processed_by == bull || hand_over(fence);
        return is ? std::optional(fence) : std::nullopt;
    }
    if (job.state == JobState::delayed && !queue_.promote(job.id, bull)) return std::nullopt;
    const auto claimed = queue_.claim_one(job.id, bull, lease);
    if (!claimed) return std::nullopt;
    return Fence{.job = job.id, .epoch = claimed->epoch};
}

bool Elsewhere::hand_over(const Fence& fence) {
    return queue_.hand_over(fence, bull).has_value();
}

bool Elsewhere::keep(const Fence& fence) {
    return queue_.renew(fence, lease).has_value();
}

bool Elsewhere::take_back(const Fence& fence) {
    return queue_.give_back(fence).has_value();
}

bool Elsewhere::completed(const Job& job) {
    const auto fence = held(job);
    if (!fence) return false;
    const Completion completion{
        .message = "completed by a Bull worker: what it did is not counted here",
        .report_name = {}};
    return queue_.complete(*fence, completion).has_value();
}

bool Elsewhere::failed(const Job& job, std::string_view reason) {
    const auto fence = held(job);
    return fence && queue_.fail(*fence, reason_of(reason), false);
}

bool Elsewhere::put_off(const Job& job, std::string_view reason) {
    const auto fence = held(job);
    return fence && queue_.fail(*fence, reason_of(reason), true);
}

bool Elsewhere::lost(const Job& job) {
    const auto fence = held(job);
    return fence &&
           queue_.end_cancelled(
               *fence, "it was removed while a Bull worker ran it: how it ended is not known"
           );
}

bool Elsewhere::cancelled(const Job& job) {
    const auto fence = held(job);
    return fence &&
           queue_.end_cancelled(*fence, "a Bull worker was at it: what it did is not counted here");
}

bool Elsewhere::removed(const Fence& fence) {
    // The wish goes before the end: the audit has who it was.
    return queue_.cancel(fence.job, bull) && queue_.end_cancelled(fence, "");
}

}  // namespace rollcall::queue::bull::mirror
