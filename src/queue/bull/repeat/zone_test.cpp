#include "queue/bull/repeat/zone.hpp"

#include <chrono>
#include <string_view>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/iso_time.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::local_seconds;

Instant at(std::string_view text) {
    return parse_iso_time(text).value();
}

Zone zone(std::string_view name) {
    return Zone::find(name).value();
}

local_seconds wall(int year, unsigned month, unsigned day, std::chrono::minutes time) {
    using namespace std::chrono;
    return local_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) +
           time;
}

TEST(BullZone, KnowsNamesAndFixedOffsets) {
    const auto summer = at("2026-07-01T00:00:00Z");

    EXPECT_EQ(zone("Europe/Berlin").offset(summer), 2h);
    EXPECT_EQ(zone("").offset(summer), 0h);
    EXPECT_EQ(zone("utc").offset(summer), 0h);
    EXPECT_EQ(zone("GMT").offset(summer), 0h);
    EXPECT_EQ(zone("UTC+3").offset(summer), 3h);
    EXPECT_EQ(zone("UTC-03:30").offset(summer), -(3h + 30min));
}

TEST(BullZone, RefusesWhatNobodyKnows) {
    for (const auto* name :
         {"Nowhere/City", "UTC+", "UTC+2:", "UTC+2:3x", "UTC 2", "../etc", " "}) {
        SCOPED_TRACE(name);
        EXPECT_FALSE(Zone::find(name));
    }
}

TEST(BullZone, FindsWhenClocksJump) {
    const auto berlin = zone("Europe/Berlin");

    EXPECT_EQ(
        berlin.change(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")),
        at("2026-03-29T01:00:00Z")
    );
    EXPECT_EQ(
        berlin.change(at("2026-03-27T23:00:00Z"), at("2026-03-28T23:00:00Z")),
        at("2026-03-28T23:00:00Z")
    );
}

TEST(BullZone, TellsTheTwoMomentsOfOneTimeApart) {
    const auto berlin = zone("Europe/Berlin");
    const auto twice = wall(2026, 10, 25, 2h + 30min);

    EXPECT_EQ(berlin.at(twice, 2h), at("2026-10-25T00:30:00Z"));
    EXPECT_EQ(berlin.at(twice, 1h), at("2026-10-25T01:30:00Z"));
}

TEST(BullZone, FindsATimeThatClocksJumpOverBehindTheJump) {
    const auto berlin = zone("Europe/Berlin");
    const auto never = wall(2026, 3, 29, 2h + 30min);

    EXPECT_EQ(berlin.at(never, 1h), at("2026-03-29T01:30:00Z"));
    EXPECT_EQ(berlin.at(never, 2h), at("2026-03-29T01:30:00Z"));
}

}  // namespace
}  // namespace rollcall::queue::bull::repeat
