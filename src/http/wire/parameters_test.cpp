#include "http/wire/parameters.hpp"

#include <array>

#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace rollcall::http::wire {
namespace {

TEST(Parameters, TakeNumbersWithinTheirBounds) {
    const NumberRule rule{.name = "limit", .fallback = 10, .least = 1, .most = 100};

    EXPECT_EQ(read_number(std::nullopt, rule), 10U);
    EXPECT_EQ(read_number("1", rule), 1U);
    EXPECT_EQ(read_number("100", rule), 100U);
}

TEST(Parameters, RefuseEveryOtherNumberByName) {
    const NumberRule rule{.name = "limit", .fallback = 10, .least = 1, .most = 100};

    for (const char* text :
         {"", "0", "101", "-1", "+1", "1.0", "1e1", " 1", "0x1", "ten", "9999999999999999999"}) {
        SCOPED_TRACE(text);
        const auto number = read_number(text, rule);
        ASSERT_FALSE(number);
        EXPECT_EQ(number.error().message, "limit must be a whole number from 1 to 100.");
    }
}

TEST(Parameters, TakeYesAndNo) {
    EXPECT_EQ(read_yes_or_no("TRUE", "force"), true);
    EXPECT_EQ(read_yes_or_no("1", "force"), true);
    EXPECT_EQ(read_yes_or_no("false", "force"), false);
    EXPECT_EQ(read_yes_or_no("", "force"), false);
    EXPECT_EQ(read_yes_or_no(std::nullopt, "force"), false);
    EXPECT_EQ(read_yes_or_no("yes", "force").error().code, Errc::validation_error);
}

TEST(Parameters, TakeTimesWithTheirZone) {
    struct Case {
        const char* text;
        const char* expected;
    };
    const std::array cases{
        Case{"2026-03-09T10:11:12Z", "2026-03-09T10:11:12.000Z"},
        Case{"2026-03-09T10:11Z", "2026-03-09T10:11:00.000Z"},
        Case{"2026-03-09T10:11:12.5Z", "2026-03-09T10:11:12.500Z"},
        Case{"2026-03-09T10:11:12.123456789Z", "2026-03-09T10:11:12.123Z"},
        Case{"2026-03-09 10:11:12+02:00", "2026-03-09T08:11:12.000Z"},
        Case{"2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"},
        Case{"2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"},
    };

    for (const auto& one : cases) {
        SCOPED_TRACE(one.text);
        const auto at = parse_time(one.text);
        ASSERT_TRUE(at);
        EXPECT_EQ(to_iso_time(*at), one.expected);
    }
}

TEST(Parameters, RefuseWhatIsNoTime) {
    for (const char* text :
         {"",
          "tomorrow",
          "2026-03-09",
          "2026-03-09T10:11:12",
          "2026-02-29T00:00:00Z",
          "2026-13-01T00:00:00Z",
          "2026-03-09T24:00:00Z",
          "2026-03-09T10:60:00Z",
          "2026-03-09T10:11:60Z",
          "2026-03-09T10:11:12.Z",
          "2026-03-09T10:11:12+2:00",
          "2026-03-09T10:11:12ZZ",
          "26-03-09T10:11:12Z"}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(parse_time(text), std::nullopt);
    }
}

}  // namespace
}  // namespace rollcall::http::wire
