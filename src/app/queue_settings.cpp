#include "app/queue_settings.hpp"

#include <chrono>

#include "app/settings.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::app {

queue::QueueLimits limits_of(const Settings& settings) {
    queue::QueueLimits limits;
    limits.jobs_per_user = settings.jobs_per_user_max;
    limits.jobs = settings.queued_jobs_max;
    limits.active_max = settings.active_jobs_max;
    limits.aging = std::chrono::milliseconds{settings.priority_aging_ms};
    limits.stalls_max = settings.stalled_count_max;
    return limits;
}

queue::RetryPolicy retries_of(const Settings& settings) {
    queue::RetryPolicy policy;
    policy.attempts = settings.job_attempts;
    policy.backoff = std::chrono::milliseconds{settings.job_backoff_ms};
    policy.jitter = settings.job_backoff_jitter_percent / 100.0;
    return policy;
}

}  // namespace rollcall::app
