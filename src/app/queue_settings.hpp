// The queue's limits and retries as the settings have them.
#pragma once

#include "app/settings.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::app {

queue::QueueLimits limits_of(const Settings& settings);
queue::RetryPolicy retries_of(const Settings& settings);

}  // namespace rollcall::app
