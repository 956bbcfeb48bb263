#include "queue/bull/repeat/field.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::queue::bull::repeat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Field read(std::string_view text, FieldKind kind) {
    return parse_field(text, kind).value();
}

std::vector<unsigned> values_of(std::string_view text, FieldKind kind) {
    const auto field = read(text, kind);
    std::vector<unsigned> values;
    for (unsigned value = 0; value < 64; ++value) {
        if (field.has(value)) values.push_back(value);
    }
    return values;
}

TEST(CronField, NamesValuesAndRangesAndSteps) {
    EXPECT_THAT(values_of("7", FieldKind::minute), ElementsAre(7));
    EXPECT_THAT(values_of("05,3", FieldKind::hour), ElementsAre(3, 5));
    EXPECT_THAT(values_of("10-13", FieldKind::hour), ElementsAre(10, 11, 12, 13));
    EXPECT_THAT(values_of("10-16/3", FieldKind::second), ElementsAre(10, 13, 16));
    EXPECT_THAT(values_of("*/20", FieldKind::minute), ElementsAre(0, 20, 40));
    EXPECT_THAT(values_of("*/99", FieldKind::minute), ElementsAre(0));
    EXPECT_THAT(values_of("5/7", FieldKind::day_of_month), ElementsAre(5, 12, 19, 26));
    EXPECT_THAT(values_of("*", FieldKind::month), SizeIs(12));
}

TEST(CronField, KnowsMonthsAndDaysByTheirNames) {
    EXPECT_THAT(values_of("jan,DEC", FieldKind::month), ElementsAre(1, 12));
    EXPECT_THAT(values_of("Mon-fri/2", FieldKind::day_of_week), ElementsAre(1, 3, 5));
    EXPECT_EQ(read("friL", FieldKind::day_of_week).last_weekdays, 1U << 5);
}

TEST(CronField, HasSundayAtBothEndsOfTheWeek) {
    EXPECT_THAT(values_of("7", FieldKind::day_of_week), ElementsAre(0));
    EXPECT_THAT(values_of("5-7", FieldKind::day_of_week), ElementsAre(0, 5, 6));
    EXPECT_THAT(values_of("2-7/2", FieldKind::day_of_week), ElementsAre(0, 2, 4, 6));
    EXPECT_EQ(read("*", FieldKind::day_of_week).named, 8);
    EXPECT_EQ(read("?", FieldKind::day_of_week).named, 8);
    EXPECT_EQ(read("0-6", FieldKind::day_of_week).named, 7);
}

TEST(CronField, KnowsTheLastOfAMonthAndTheWeeks) {
    EXPECT_TRUE(read("15,L", FieldKind::day_of_month).last_day);
    EXPECT_EQ(read("1,5L,7L", FieldKind::day_of_week).last_weekdays, 1U << 5 | 1U);
    EXPECT_THAT(values_of("5L", FieldKind::day_of_week), IsEmpty());
    EXPECT_EQ(read("mon#2", FieldKind::day_of_week).week, 2);
}

TEST(CronField, RefusesAllElseAndSaysWhere) {
    struct Case {
        std::string_view text;
        FieldKind kind;
    };
    for (const auto& [text, kind] : {
             Case{"", FieldKind::minute},       {"60", FieldKind::minute},
             {"-1", FieldKind::minute},         {"1-", FieldKind::minute},
             {"3-1", FieldKind::minute},        {"1-2-3", FieldKind::minute},
             {"1/0", FieldKind::minute},        {"1/", FieldKind::minute},
             {"/2", FieldKind::minute},         {"1/2/3", FieldKind::minute},
             {"1,,2", FieldKind::minute},       {"1,", FieldKind::minute},
             {"?", FieldKind::minute},          {"L", FieldKind::minute},
             {"1L", FieldKind::hour},           {"*1", FieldKind::hour},
             {"1*", FieldKind::hour},           {"99999999999", FieldKind::hour},
             {"0", FieldKind::day_of_month},    {"LW", FieldKind::day_of_month},
             {"3L", FieldKind::day_of_month},   {"mon", FieldKind::day_of_month},
             {"1#1", FieldKind::day_of_month},  {"13", FieldKind::month},
             {"january", FieldKind::month},     {"L", FieldKind::day_of_week},
             {"8", FieldKind::day_of_week},     {"1-5L", FieldKind::day_of_week},
             {"5#", FieldKind::day_of_week},    {"5#0", FieldKind::day_of_week},
             {"5#6", FieldKind::day_of_week},   {"#2", FieldKind::day_of_week},
             {"5#2,3", FieldKind::day_of_week}, {"1-5#2", FieldKind::day_of_week},
             {"*/2#2", FieldKind::day_of_week}, {"5#2#1", FieldKind::day_of_week},
         }) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_field(text, kind));
    }
    EXPECT_THAT(
        parse_field("5,61", FieldKind::minute).error().message,
        HasSubstr("The minute of a cron expression: '61' is none of 0 to 59")
    );
}

}  // namespace
}  // namespace rollcall::queue::bull::repeat
