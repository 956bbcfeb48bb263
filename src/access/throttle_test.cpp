#include "access/throttle.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"

namespace rollcall::access {
namespace {

using namespace std::chrono_literals;

int tries(Throttle& throttle, std::string_view name, const Clock& clock) {
    int count = 0;
    while (count < 1'000 && throttle.take(name, clock.steady()))
        ++count;
    return count;
}

TEST(Throttle, LetsABurstThroughAndThenOneAtATime) {
    ManualClock clock;
    Throttle throttle({.burst = 3, .each = 10s});

    EXPECT_EQ(tries(throttle, "a@example.org", clock), 3);
    clock.advance(9'999ms);
    EXPECT_EQ(tries(throttle, "a@example.org", clock), 0);
    clock.advance(1ms);
    EXPECT_EQ(tries(throttle, "a@example.org", clock), 1);
    clock.advance(1h);
    EXPECT_EQ(tries(throttle, "a@example.org", clock), 3);
}

TEST(Throttle, CountsEachNameForItself) {
    ManualClock clock;
    Throttle throttle({.burst = 3, .each = 10s});
    ASSERT_EQ(tries(throttle, "a@example.org", clock), 3);

    // Two of a few names may share a bucket, but not all of them.
    int together = 0;
    for (int i = 0; i < 10; ++i)
        together += tries(throttle, "user" + std::to_string(i), clock);
    EXPECT_GE(together, 20);
}

TEST(Throttle, TellsOfARefusalOnceAMinute) {
    ManualClock clock;
    Throttle throttle({.burst = 3, .each = 10s});

    EXPECT_TRUE(throttle.is_news("a@example.org", clock.steady()));
    EXPECT_FALSE(throttle.is_news("a@example.org", clock.steady()));
    clock.advance(59'999ms);
    EXPECT_FALSE(throttle.is_news("a@example.org", clock.steady()));
    clock.advance(1ms);
    EXPECT_TRUE(throttle.is_news("a@example.org", clock.steady()));
}

}  // namespace
}  // namespace rollcall::access
