// How long a failed attempt waits before the next.
#pragma once

#include <chrono>
#include <cstdint>

namespace rollcall::queue {

struct RetryPolicy {
    std::uint32_t attempts = 2;
    std::chrono::milliseconds backoff{10'000};
    double jitter = 0.0;  // a share of the delay that chance may take off, 0 to 1
};

// Exponential as Bull computes it: (2^n - 1) × backoff after the n-th failed attempt (10 s, 30 s,
// 70 s), at most 24 h. `chance` in [0, 1) is what the jitter draws from.
std::chrono::milliseconds
retry_delay(const RetryPolicy& policy, std::uint32_t attempts_made, double chance);

}  // namespace rollcall::queue
