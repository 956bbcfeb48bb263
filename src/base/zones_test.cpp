#include "base/zones.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"

namespace rollcall {
namespace {

TEST(Zones, KnowsHowFarAheadOfUtcClocksAre) {
    const Instant winter{Milliseconds{1767225600000}};
    const Instant summer{Milliseconds{1782864000000}};

    EXPECT_EQ(utc_offset(winter, "Africa/Johannesburg"), std::chrono::hours(2));
    EXPECT_EQ(utc_offset(winter, "America/New_York"), std::chrono::hours(-5));
    EXPECT_EQ(utc_offset(summer, "America/New_York"), std::chrono::hours(-4));
}

TEST(Zones, KnowsTheZoneOfTheMachine) {
    EXPECT_TRUE(is_time_zone(machine_zone()));
}

}  // namespace
}  // namespace rollcall
