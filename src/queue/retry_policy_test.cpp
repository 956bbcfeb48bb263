#include "queue/retry_policy.hpp"

#include <gtest/gtest.h>

namespace rollcall::queue {
namespace {

using std::chrono::milliseconds;

TEST(RetryPolicy, WaitsAsBullDoes) {
    const RetryPolicy policy;

    EXPECT_EQ(retry_delay(policy, 1, 0.0), milliseconds{10'000});
    EXPECT_EQ(retry_delay(policy, 2, 0.0), milliseconds{30'000});
    EXPECT_EQ(retry_delay(policy, 3, 0.0), milliseconds{70'000});
}

TEST(RetryPolicy, NeverWaitsLongerThanADay) {
    EXPECT_EQ(retry_delay(RetryPolicy{}, 4'000'000'000U, 0.0), std::chrono::hours{24});
}

TEST(RetryPolicy, ABackoffGrowsOrStays) {
    const Backoff growing{.delay = milliseconds{500}, .grows = true};
    const Backoff fixed{.delay = milliseconds{500}};

    EXPECT_EQ(retry_delay(growing, 3), milliseconds{3'500});
    EXPECT_EQ(retry_delay(fixed, 1), milliseconds{500});
    EXPECT_EQ(retry_delay(fixed, 3), milliseconds{500});
    EXPECT_EQ(retry_delay(Backoff{}, 3), milliseconds{0});
    EXPECT_EQ(retry_delay(Backoff{.delay = milliseconds::max()}, 1), std::chrono::hours{24});
}

TEST(RetryPolicy, JitterOnlyTakesOff) {
    const RetryPolicy policy{.attempts = 2, .backoff = milliseconds{10'000}, .jitter = 0.5};

    EXPECT_EQ(retry_delay(policy, 1, 0.0), milliseconds{10'000});
    EXPECT_EQ(retry_delay(policy, 1, 0.5), milliseconds{7'500});
}

}  // namespace
}  // namespace rollcall::queue
