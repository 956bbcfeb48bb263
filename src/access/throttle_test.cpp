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

TEST(Throttle, TakesTheAddressesOfOneNetworkAsOne) {
    EXPECT_EQ(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:2:ffff::9"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_NE(network_of("192.0.2.1"), network_of("192.0.2.2"));
    EXPECT_NE(network_of("::ffff:192.0.2.1"), network_of("::ffff:192.0.2.2"));
}

}  // namespace
}  // namespace rollcall::access
