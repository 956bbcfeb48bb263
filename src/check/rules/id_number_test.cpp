#include "check/rules/id_number.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr Day today = std::chrono::sys_days{year{2026} / month{3} / day{9}};

TEST(IdNumber, ReadsWhatTheDigitsSay) {
    const auto id = read_id_number("8001015009087", today);

    ASSERT_TRUE(id);
    EXPECT_EQ(id->number, 8001015009087);
    EXPECT_EQ(id->born, std::chrono::sys_days{year{1980} / month{1} / day{1}});
    EXPECT_TRUE(id->male);
    EXPECT_EQ(id->citizenship, 0);
}

TEST(IdNumber, TakesThisCenturyUntilToday) {
    const auto born = [](std::string_view first_twelve) {
        auto digits = std::string(first_twelve);
        digits += static_cast<char>('0' + check_digit(digits));
        const auto id = read_id_number(digits, today);
        return id ? to_iso_date(id->born) : "";
    };

    EXPECT_EQ(born("260309000008"), "2026-03-09");
    EXPECT_EQ(born("260310000008"), "1926-03-10");
    EXPECT_EQ(born("000229000008"), "2000-02-29");
    EXPECT_EQ(born("990228000008"), "1999-02-28");
}

TEST(IdNumber, ReadsNumbersAsSpreadsheetsWriteThem) {
    for (const std::string_view text : {
             "8001015009087",
             "8.001015009087E+12",
             "8001015009087.0",
             "800101 5009 087",
             "800101-5009-087",
         }) {
        SCOPED_TRACE(text);
        const auto id = read_id_number(text, today);
        ASSERT_TRUE(id);
        EXPECT_EQ(id->number, 8001015009087);
    }
}

TEST(IdNumber, GivesLostZerosBackWhenDateAndCheckDigitPass) {
    struct Case {
        std::string_view text;
        std::uint64_t number;
    };
    for (const auto& [text, number] : {
             Case{"801015009088", 801015009088},
             Case{"8.01015009088E+11", 801015009088},
             Case{"1015009085", 1015009085},
         }) {
        SCOPED_TRACE(text);
        const auto id = read_id_number(text, today);
        ASSERT_TRUE(id);
        EXPECT_EQ(id->number, number);
    }
}

TEST(IdNumber, TellsTheFirstFaultThatApplies) {
    struct Case {
        std::string_view text;
        Code code;
        std::int32_t detail;
    };
    for (const auto& [text, code, detail] : {
             Case{"80010150O9087", Code::id_format, 12},
             Case{"801015009085", Code::id_format, 12},
             Case{"800101500908", Code::id_format, 12},
             Case{"123456789", Code::id_format, 9},
             Case{"80010150090871", Code::id_format, 14},
             Case{"no number", Code::id_format, 0},
             Case{"8.00102E+12", Code::id_format, -6},
             Case{"8013015009087", Code::id_date, 0},
             Case{"8002305009087", Code::id_date, 0},
             Case{"8000015009087", Code::id_date, 0},
             Case{"0000000000000", Code::id_date, 0},
             Case{"8001015009387", Code::id_citizenship, 0},
             Case{"8001015009081", Code::id_checksum, 7},
         }) {
        SCOPED_TRACE(text);
        const auto id = read_id_number(text, today);
        ASSERT_FALSE(id);
        EXPECT_EQ(id.error().code, code);
        EXPECT_EQ(id.error().detail, detail);
    }
}

TEST(IdNumber, ShowsTheLastFourDigitsOfThirteenAlone) {
    EXPECT_EQ(read_id_number("8001015009081", today).error().last4, 9081);
    EXPECT_EQ(read_id_number("800101500908", today).error().last4, no_last4);
}

}  // namespace
}  // namespace rollcall::check::rules
