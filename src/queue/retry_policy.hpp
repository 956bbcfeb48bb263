// How long a failed attempt waits before the next.
#pragma once

#include <chrono>
#include <cstdint>

namespace rollcall::queue {

// Between two attempts.
struct Backoff {
    std::chrono::milliseconds delay{0};
    bool grows = false;  // exponential as Bull computes it: (2^n - 1) × delay after the n-th failed
};

struct RetryPolicy {
    std::uint32_t attempts = 2;
    std::chrono::milliseconds backoff{10'000};
    double jitter = 0.0;  // a share of the delay that chance may take off, 0 to 1
};

// At most 24 h.
std::chrono::milliseconds retry_delay(const Backoff& backoff, std::uint32_t attempts_made);

// The policy's backoff grows: 10 s, 30 s, 70 s. `chance` in [0, 1) is what the jitter draws from.
std::chrono::milliseconds
retry_delay(const RetryPolicy& policy, std::uint32_t attempts_made, double chance);

}  // namespace rollcall::queue
