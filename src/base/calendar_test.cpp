#include "base/calendar.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using std::chrono::day;
using std::chrono::January;
using std::chrono::March;
using std::chrono::year;

TEST(Calendar, WritesDaysAndTimesAsIso) {
    EXPECT_EQ(to_iso_date(Day{year{2026} / March / day{9}}), "2026-03-09");
    EXPECT_EQ(to_iso_time(Instant{Milliseconds{1767225600123}}), "2026-01-01T00:00:00.123Z");
    EXPECT_EQ(to_iso_time(Instant{Milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Calendar, TheDayIsTheZonesDay) {
    const Instant late_evening{Milliseconds{1767222000000}};  // 2025-12-31T23:00Z

    EXPECT_EQ(
        day_in_zone(late_evening, "Africa/Johannesburg"), (Day{year{2026} / January / day{1}})
    );
    EXPECT_EQ(to_local_time(late_evening, "Africa/Johannesburg"), "2026-01-01 01:00:00");
    EXPECT_EQ(to_local_time(late_evening, "UTC"), "2025-12-31 23:00:00");
}

TEST(Calendar, KnowsItsTimeZones) {
    EXPECT_TRUE(is_time_zone("Africa/Johannesburg"));
    EXPECT_TRUE(is_time_zone("UTC"));
    EXPECT_FALSE(is_time_zone("Africa/Nowhere"));
    EXPECT_FALSE(is_time_zone("../../etc/passwd"));
    EXPECT_FALSE(is_time_zone(""));
}

}  // namespace
}  // namespace rollcall
