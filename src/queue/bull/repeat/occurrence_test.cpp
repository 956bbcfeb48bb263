#include "queue/bull/repeat/occurrence.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/iso_time.hpp"
#include "queue/bull/repeat/cron.hpp"
#include "queue/bull/repeat/zone.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Asked {
    std::string_view expression;
    std::string_view after;
    std::string_view zone = "UTC";
    int count = 3;
};

// One after the other, without their seconds where these are 0.
std::vector<std::string> times(const Asked& asked) {
    const auto cron = Cron::parse(asked.expression).value();
    const auto zone = Zone::find(asked.zone).value();
    std::vector<std::string> all;
    auto next = parse_iso_time(asked.after);
    for (int n = 0; n < asked.count; ++n) {
        next = next_time(cron, *next, zone);
        if (!next) break;
        all.push_back(to_iso_time(*next));
    }
    return all;
}

TEST(CronTimes, AreBehindTheMomentAndOnWholeSeconds) {
    EXPECT_THAT(
        times({"* * * * * *", "2026-01-01T00:00:00.500Z", "UTC", 2}),
        ElementsAre("2026-01-01T00:00:01.000Z", "2026-01-01T00:00:02.000Z")
    );
    EXPECT_THAT(
        times({"0 0 1 1 *", "2026-01-01T00:00:00Z", "UTC", 1}),
        ElementsAre("2027-01-01T00:00:00.000Z")
    );
}

TEST(CronTimes, HaveFieldsFromTheEnd) {
    EXPECT_THAT(
        times({"1", "2026-01-01T00:00:00Z", "UTC", 2}),
        ElementsAre("2026-01-05T00:00:00.000Z", "2026-01-05T00:01:00.000Z")
    );
    EXPECT_THAT(
        times({"", "2026-01-01T00:00:00Z", "UTC", 1}), ElementsAre("2026-01-01T00:01:00.000Z")
    );
    EXPECT_THAT(
        times({"@weekly", "2026-01-01T00:00:00Z", "UTC", 1}),
        ElementsAre("2026-01-04T00:00:00.000Z")
    );
}

TEST(CronTimes, AreOnEitherKindOfDayWhereBothAreLimited) {
    EXPECT_THAT(
        times({"0 0 5 * 1", "2026-01-01T00:00:00Z"}),
        ElementsAre(
            "2026-01-05T00:00:00.000Z", "2026-01-12T00:00:00.000Z", "2026-01-19T00:00:00.000Z"
        )
    );
    EXPECT_THAT(
        times({"0 0 6 * *", "2026-01-01T00:00:00Z", "UTC", 2}),
        ElementsAre("2026-01-06T00:00:00.000Z", "2026-02-06T00:00:00.000Z")
    );
    EXPECT_THAT(
        times({"0 0 * * 0-6", "2026-01-01T00:00:00Z", "UTC", 1}),
        ElementsAre("2026-01-02T00:00:00.000Z")
    );
}

TEST(CronTimes, KnowTheEndOfAMonthAndItsWeeks) {
    EXPECT_THAT(
        times({"0 12 L * *", "2028-01-31T12:00:00Z", "UTC", 2}),
        ElementsAre("2028-02-29T12:00:00.000Z", "2028-03-31T12:00:00.000Z")
    );
    EXPECT_THAT(
        times({"0 0 * * 5L", "2026-01-01T00:00:00Z", "UTC", 2}),
        ElementsAre("2026-01-30T00:00:00.000Z", "2026-02-27T00:00:00.000Z")
    );
    EXPECT_THAT(
        times({"0 0 * * 5#2", "2026-01-01T00:00:00Z", "UTC", 2}),
        ElementsAre("2026-01-09T00:00:00.000Z", "2026-02-13T00:00:00.000Z")
    );
    EXPECT_THAT(
        times({"0 0 29 2 *", "2026-01-01T00:00:00Z", "UTC", 2}),
        ElementsAre("2028-02-29T00:00:00.000Z", "2032-02-29T00:00:00.000Z")
    );
}

TEST(CronTimes, AreNoneWhereTheCalendarHasNone) {
    EXPECT_THAT(times({"0 0 31 4,6 *", "2026-01-01T00:00:00Z"}), IsEmpty());
}

TEST(CronTimes, ComeAnHourLaterWhereClocksJumpOverThem) {
    EXPECT_THAT(
        times({"30 2 * * *", "2026-03-28T12:00:00Z", "Europe/Berlin", 2}),
        ElementsAre("2026-03-29T01:30:00.000Z", "2026-03-30T00:30:00.000Z")
    );
    EXPECT_THAT(
        times({"30 * * * *", "2026-03-29T00:00:00Z", "Europe/Berlin", 2}),
        ElementsAre("2026-03-29T00:30:00.000Z", "2026-03-29T01:30:00.000Z")
    );
    // Whoever asks behind the jump is a day late.
    EXPECT_THAT(
        times({"30 2 * * *", "2026-03-29T01:00:00Z", "Europe/Berlin", 1}),
        ElementsAre("2026-03-30T00:30:00.000Z")
    );
}

TEST(CronTimes, ComeOnceWhereClocksShowThemTwice) {
    EXPECT_THAT(
        times({"30 2 * * *", "2026-10-24T12:00:00Z", "Europe/Berlin", 2}),
        ElementsAre("2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z")
    );
    EXPECT_THAT(
        times({"30 * * * *", "2026-10-25T00:00:00Z", "Europe/Berlin", 2}),
        ElementsAre("2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z")
    );
}

TEST(CronTimes, SkipAMidnightThatClocksJumpOver) {
    EXPECT_THAT(
        times({"30 0 * * *", "2026-03-27T23:00:00Z", "Asia/Beirut", 2}),
        ElementsAre("2026-03-29T21:30:00.000Z", "2026-03-30T21:30:00.000Z")
    );
}

TEST(Cron, RefusesWhatHasTooManyFieldsOrNeverComes) {
    EXPECT_FALSE(Cron::parse("* * * * * * *"));
    EXPECT_FALSE(Cron::parse("@reboot"));
    EXPECT_FALSE(Cron::parse("0 0 30 2 *"));
    EXPECT_FALSE(Cron::parse("0 0 31,L 4 *"));
    EXPECT_TRUE(Cron::parse("0 0 30,L 2,3 *"));
}

}  // namespace
}  // namespace rollcall::queue::bull::repeat
