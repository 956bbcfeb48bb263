#include "report/excel_date.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace rollcall::report {
namespace {

TEST(ExcelDate, KeepsTheDigitsOfANumberFrom1900) {
    const auto date = date_of_number("45123", false);

    ASSERT_TRUE(date);
    EXPECT_EQ(date->serial, "45123");
    EXPECT_FALSE(date->has_time);
}

TEST(ExcelDate, TellsATimeByTheFraction) {
    EXPECT_TRUE(date_of_number("45123.5", false)->has_time);
    EXPECT_FALSE(date_of_number("45123.0", false)->has_time);
}

TEST(ExcelDate, ShiftsNumbersFrom1904) {
    EXPECT_EQ(date_of_number("0", true)->serial, "1462");
    EXPECT_EQ(date_of_number("43661", true)->serial, "45123");
    EXPECT_EQ(date_of_number("43661.25", true)->serial, "45123.25");
}

TEST(ExcelDate, IsNothingOutsideExcelsCalendar) {
    for (const std::string_view digits : {"-1", "2958466", "1e300", "NaN", "", "12x"}) {
        SCOPED_TRACE(digits);
        EXPECT_FALSE(date_of_number(digits, false));
    }
}

TEST(ExcelDate, ReadsIsoDatesAsTheyAreWritten) {
    struct Case {
        std::string text;
        std::string serial;
    };
    const std::vector<Case> cases{
        {"1900-03-01", "61"},
        {"2023-07-16", "45123"},
        {"2023-07-16T00:00:00", "45123"},
        {"2023-07-16T12:00:00Z", "45123.50000000"},
        {"2023-07-16 06:00", "45123.25000000"},
        {"2023-07-16T23:59:59.999+02:00", "45123.99998843"},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.text);
        const auto date = date_of_iso(one.text);
        ASSERT_TRUE(date);
        EXPECT_EQ(date->serial, one.serial);
    }
}

TEST(ExcelDate, IsNothingWhenTheTextIsNoDate) {
    for (const std::string_view text :
         {"",
          "2023",
          "2023-02-30",
          "2023-13-01",
          "1900-02-28",
          "2023/07/16",
          "2023-07-16T25:00",
          "-023-07-16",
          "2023-07-1x"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(date_of_iso(text));
    }
}

}  // namespace
}  // namespace rollcall::report
