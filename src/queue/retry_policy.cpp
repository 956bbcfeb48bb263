#include "queue/retry_policy.hpp"

#include <algorithm>

namespace rollcall::queue {
namespace {

constexpr std::chrono::milliseconds delay_max = std::chrono::hours{24};
constexpr std::uint32_t doublings_max = 30;

}  // namespace

std::chrono::milliseconds retry_delay(const Backoff& backoff, std::uint32_t attempts_made) {
    const auto doublings = backoff.grows ? std::min(attempts_made, doublings_max) : 1U;
    const auto steps = (std::int64_t{1} << doublings) - 1;
    return std::min(std::min(backoff.delay, delay_max) * steps, delay_max);
}

std::chrono::milliseconds
retry_delay(const RetryPolicy& policy, std::uint32_t attempts_made, double chance) {
    const auto delay = retry_delay(Backoff{.delay = policy.backoff, .grows = true}, attempts_made);
    const auto off = static_cast<double>(delay.count()) * policy.jitter * chance;
    return delay - std::chrono::milliseconds{static_cast<std::int64_t>(off)};
}

}  // namespace rollcall::queue
