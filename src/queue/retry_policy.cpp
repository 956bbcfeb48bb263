#include "queue/retry_policy.hpp"

#include <algorithm>

namespace rollcall::queue {
namespace {

constexpr std::chrono::milliseconds delay_max = std::chrono::hours{24};
constexpr std::uint32_t doublings_max = 30;

}  // namespace

std::chrono::milliseconds
retry_delay(const RetryPolicy& policy, std::uint32_t attempts_made, double chance) {
    const auto doublings = std::min(attempts_made, doublings_max);
    const auto steps = (std::int64_t{1} << doublings) - 1;
    const auto backoff = std::min(policy.backoff, delay_max);
    const auto delay = std::min(backoff * steps, delay_max);
    const auto off = static_cast<double>(delay.count()) * policy.jitter * chance;
    return delay - std::chrono::milliseconds{static_cast<std::int64_t>(off)};
}

}  // namespace rollcall::queue
