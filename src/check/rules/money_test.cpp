#include "check/rules/money.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

using sheet::CellKind;

TEST(Money, ReadsAmountsAsWholeCents) {
    struct Case {
        std::string_view text;
        std::int64_t cents;
    };
    for (const auto& [text, cents] : {
             Case{"120", 12000},
             Case{"R120.50", 12050},
             Case{"R 1 200,50", 120050},
             Case{"R1\xC2\xA0\x32\x30\x30,5", 120050},
             Case{"ZAR 20", 2000},
             Case{"20 zar", 2000},
             Case{"$20.00", 2000},
             Case{"1,200", 120000},
             Case{"1,234,567.89", 123456789},
             Case{"12,5", 1250},
             Case{"12.500", 1250},
             Case{"0.1", 10},
             Case{".5", 50},
             Case{"5.", 500},
             Case{"0", 0},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read_money({text}), cents);
    }
}

TEST(Money, RefusesWhatCouldMeanTwoThings) {
    for (const std::string_view text : {
             "1,2345",
             "1,20,300",
             "12,345,6",
             ",500",
             "1.234,50",
             "1.2.3",
             "12.345",
             "-20",
             "(20)",
             "R",
             ".",
             "twenty",
             "20 rand",
             "R R 20",
             "1234567890123",
             "1,000.000.00",
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read_money({text}), std::nullopt);
    }
}

TEST(Money, ReadsNumberCellsWithoutTheNoiseOfDoubles) {
    struct Case {
        std::string_view text;
        std::optional<std::int64_t> cents;
    };
    for (const auto& [text, cents] : {
             Case{"120", 12000},
             Case{"1.2E2", 12000},
             Case{"999999999999", 99999999999900},
             Case{"1000000000000", std::nullopt},
             Case{"", std::nullopt},
             Case{"0.30000000000000004", 30},
             Case{"1234.5600000000001", 123456},
             Case{"12.345", std::nullopt},
             Case{"12.3400001", std::nullopt},
             Case{"-1", std::nullopt},
             Case{"1e300", std::nullopt},
             Case{"nan", std::nullopt},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read_money({text, CellKind::number}), cents);
    }
}

}  // namespace
}  // namespace rollcall::check::rules
