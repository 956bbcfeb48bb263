#include "queue/bull/repeat/repeat.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/iso_time.hpp"
#include "queue/bull/options.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

using testing::HasSubstr;

Repeat rule(std::string_view words) {
    return Options::parse(R"({"repeat":)" + std::string(words) + "}").value().repeat().value();
}

Instant at(std::string_view text) {
    return parse_iso_time(text).value();
}

std::string next(std::string_view words, std::string_view now, std::string_view zone = "") {
    const auto found =
        next_run(rule(words), {.now = at(now), .previous = std::nullopt, .time_zone = zone});
    if (!found) return found.error().message;
    return *found ? to_iso_time(**found) : "none";
}

// As Bull 4.16.5 left them in Redis.
TEST(BullRepeat, HasBullsKeys) {
    EXPECT_EQ(key_of("imp", rule(R"({"every":60000})")), "imp:::60000");
    EXPECT_EQ(
        key_of("imp", rule(R"({"jobId":"cid","tz":"Africa/Johannesburg","cron":"*/5 * * * *"})")),
        "imp:cid::Africa/Johannesburg:*/5 * * * *"
    );
    EXPECT_EQ(
        key_of("__default__", rule(R"({"cron":"0 3 * * *","endDate":"2030-01-01T00:00:00.000Z"})")),
        "__default__::1893456000000::0 3 * * *"
    );
}

TEST(BullRepeat, DescribesAKey) {
    const auto by_cron = describe("imp:cid:1893456000000:Africa/Johannesburg:*/5 * * * *");
    EXPECT_EQ(by_cron.name, "imp");
    EXPECT_EQ(by_cron.job_id, "cid");
    EXPECT_EQ(by_cron.end, at("2030-01-01"));
    EXPECT_EQ(by_cron.time_zone, "Africa/Johannesburg");
    EXPECT_EQ(by_cron.cron, "*/5 * * * *");

    const auto regular = describe("imp:::60000");
    EXPECT_EQ(regular.every_ms, 60'000);
    EXPECT_FALSE(regular.end);
    EXPECT_EQ(describe("").name, "");
}

TEST(BullRepeat, KnowsARunByItsId) {
    EXPECT_EQ(due_of(run_prefix("imp", "", "imp:::60000") + "1893456000000"), at("2030-01-01"));
    EXPECT_FALSE(due_of("7"));
    EXPECT_FALSE(due_of("repeat:"));
    EXPECT_FALSE(due_of("repeat:abc:x"));
}

TEST(BullRepeat, ComesAtMultiplesOfItsPeriod) {
    EXPECT_EQ(next(R"({"every":60000})", "2026-01-01T00:00:00Z"), "2026-01-01T00:01:00.000Z");
    EXPECT_EQ(next(R"({"every":60000})", "2026-01-01T00:00:59.999Z"), "2026-01-01T00:01:00.000Z");
    EXPECT_EQ(next(R"({"every":1500.5})", "1970-01-01T00:00:00Z"), "1970-01-01T00:00:01.500Z");
}

TEST(BullRepeat, HasNoPeriodBeyondAllDates) {
    const auto found = next_run(
        rule(R"({"every":1e300})"),
        {.now = at("2026-01-01"), .previous = std::nullopt, .time_zone = {}}
    );

    EXPECT_EQ((**found).time_since_epoch().count(), 9'000'000'000'000'000);
}

TEST(BullRepeat, ComesBehindTheRunBeforeItAlsoWhereThatWasEarly) {
    const auto now = at("2026-01-01T00:00:10Z");
    const auto previous = at("2026-01-01T00:01:00Z");

    const auto found =
        next_run(rule(R"({"every":60000})"), {.now = now, .previous = previous, .time_zone = {}});

    EXPECT_EQ(**found, at("2026-01-01T00:02:00Z"));
}

TEST(BullRepeat, KeepsWithinItsLimits) {
    constexpr auto now = "2026-01-01T00:00:00Z";
    EXPECT_EQ(next(R"({"every":1000,"limit":2,"count":1})", now), "2026-01-01T00:00:01.000Z");
    EXPECT_EQ(next(R"({"every":1000,"limit":2,"count":2})", now), "none");
    EXPECT_EQ(next(R"({"every":1000,"endDate":"2025-12-31"})", now), "none");
    EXPECT_EQ(next(R"({"cron":"0 0 * * *","endDate":"2026-01-01T12:00:00Z"})", now), "none");
    EXPECT_EQ(
        next(R"({"cron":"0 0 * * *","endDate":"2026-01-02"})", now), "2026-01-02T00:00:00.000Z"
    );
    EXPECT_EQ(
        next(R"({"cron":"0 0 * * *","startDate":"2027-01-01T00:00:00Z"})", now),
        "2027-01-02T00:00:00.000Z"
    );
}

TEST(BullRepeat, IsInItsOwnZoneOrInTheOneGiven) {
    constexpr auto now = "2026-01-01T00:00:00Z";
    EXPECT_EQ(next(R"({"cron":"0 12 * * *"})", now), "2026-01-01T12:00:00.000Z");
    EXPECT_EQ(next(R"({"cron":"0 12 * * *"})", now, "Asia/Tokyo"), "2026-01-01T03:00:00.000Z");
    EXPECT_EQ(
        next(R"({"cron":"0 12 * * *","tz":"Africa/Johannesburg"})", now, "Asia/Tokyo"),
        "2026-01-01T10:00:00.000Z"
    );
}

TEST(BullRepeat, RefusesWhatIsNoRepetition) {
    constexpr auto now = "2026-01-01T00:00:00Z";
    EXPECT_THAT(next("{}", now), HasSubstr("either a cron expression"));
    EXPECT_THAT(next(R"({"every":0})", now), HasSubstr("either a cron expression"));
    EXPECT_THAT(next(R"({"cron":"* * * * *","every":5})", now), HasSubstr("either"));
    EXPECT_THAT(next(R"({"every":1000,"endDate":"soon"})", now), HasSubstr("is no date"));
    EXPECT_THAT(next(R"({"cron":"x"})", now), HasSubstr("day of the week"));
    EXPECT_THAT(next(R"({"cron":"* * * * *","tz":"x"})", now), HasSubstr("no time zone"));
}

}  // namespace
}  // namespace rollcall::queue::bull::repeat
