#include "check/rules/date.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

using sheet::CellKind;

std::string read(const Value& value, DateSystem system = DateSystem::from_1900) {
    const auto date = read_date(value, system);
    return date ? to_iso_date(*date) : std::string(to_string(date.error()));
}

TEST(Date, ReadsEveryWayToWriteADay) {
    for (const std::string_view text : {
             "2024-03-05",
             "2024/03/05",
             "05/03/2024",
             "5/3/2024",
             "05-03-2024",
             "05.03.2024",
             "5 Mar 2024",
             "05 MARCH 2024",
             "5-Mar-2024",
             "5  mar  2024",
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read({text}), "2024-03-05");
    }
}

TEST(Date, TakesTheDayThatIsWrittenWhateverTimeAndZone) {
    for (const std::string_view text : {
             "2024-03-05T23:59:59.999Z",
             "2024-03-05T00:00:00+02:00",
             "2024-03-05 00:30:00-0800",
             "2024-03-05T10:00",
             "05/03/2024 11:30 PM",
             "05/03/2024 23:30:01",
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read({text}), "2024-03-05");
        EXPECT_EQ(read({text, CellKind::iso_date}), "2024-03-05");
    }
}

TEST(Date, CountsSerialNumbersWithTheDayThatNeverWas) {
    struct Case {
        std::string_view serial;
        std::string_view date;
    };
    for (const auto& [serial, date] : {
             Case{"0", "DATE_RANGE"},
             Case{"1", "1900-01-01"},
             Case{"59", "1900-02-28"},
             Case{"60", "DATE_UNREADABLE"},
             Case{"61", "1900-03-01"},
             Case{"45356", "2024-03-05"},
             Case{"45356.99999", "2024-03-05"},
             Case{"4.5356E4", "2024-03-05"},
             Case{"1950", "1905-05-03"},
             Case{"109574", "2199-12-31"},
             Case{"109575", "DATE_RANGE"},
             Case{"-1", "DATE_RANGE"},
             Case{"20240305", "DATE_UNREADABLE"},
             Case{"1e300", "DATE_UNREADABLE"},
         }) {
        SCOPED_TRACE(serial);
        EXPECT_EQ(read({serial, CellKind::number, true}), date);
    }
}

TEST(Date, CountsFrom1904WhereTheWorkbookDoes) {
    EXPECT_EQ(read({"0", CellKind::number, true}, DateSystem::from_1904), "1904-01-01");
    EXPECT_EQ(read({"43894", CellKind::number, true}, DateSystem::from_1904), "2024-03-05");
    EXPECT_EQ(read({"60", CellKind::number, true}, DateSystem::from_1904), "1904-03-01");
}

TEST(Date, TakesASerialNumberWithoutADateFormatUnlessItIsAYear) {
    EXPECT_EQ(read({"45356", CellKind::number}), "2024-03-05");
    EXPECT_EQ(read({"45356"}), "2024-03-05");
    EXPECT_EQ(read({"2024", CellKind::number}), "DATE_UNREADABLE");
    EXPECT_EQ(read({"2024"}), "DATE_UNREADABLE");
}

TEST(Date, RefusesWhatIsNoDay) {
    for (const std::string_view text : {
             "31/02/2024", "29/02/2023",  "13/13/2024",       "00/01/2024",
             "03/2024",    "5/3/24",      "2024-03",          "March 2024",
             "5 Foo 2024", "2024-03-05x", "2024-03-05T25:61", "2024-03-05T",
             "05/03-2024", "05:03:2024",  "2024-03/05",       "2024-O3-05",
             "2O24.03.05", "05.03.202x",  "2024-00-05",       "20240305",
             "soon",       "12345/1/1",   "5/3/20245",
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read({text}), "DATE_UNREADABLE");
    }
}

TEST(Date, KeepsToTheYears1900To2199) {
    EXPECT_EQ(read({"31/12/1899"}), "DATE_RANGE");
    EXPECT_EQ(read({"01/01/1900"}), "1900-01-01");
    EXPECT_EQ(read({"31/12/2199"}), "2199-12-31");
    EXPECT_EQ(read({"2200-01-01"}), "DATE_RANGE");
}

TEST(Date, WritesIsoWithoutAString) {
    EXPECT_EQ(iso_date(*read_date({"29/02/2024"}, DateSystem::from_1900)).view(), "2024-02-29");
}

}  // namespace
}  // namespace rollcall::check::rules
