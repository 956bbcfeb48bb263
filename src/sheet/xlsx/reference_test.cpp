#include "sheet/xlsx/reference.hpp"

#include <gtest/gtest.h>

namespace rollcall::sheet::xlsx {
namespace {

TEST(Reference, TellsColumnAndRow) {
    struct Case {
        const char* text;
        std::uint32_t column;
        std::uint32_t row;
    };
    for (const auto& [text, column, row] : {
             Case{"A1", 0, 1},
             Case{"z9", 25, 9},
             Case{"AA10", 26, 10},
             Case{"XFD1048576", 16'383, 1'048'576},
         }) {
        SCOPED_TRACE(text);
        const auto reference = parse_reference(text);
        ASSERT_TRUE(reference);
        EXPECT_EQ(reference->column, column);
        EXPECT_EQ(reference->row, row);
    }
}

TEST(Reference, RefusesPlacesThatNoSheetHas) {
    for (const char* text :
         {"",
          "A",
          "12",
          "A0",
          "A-1",
          "A1048577",
          "A4294967297",
          "XFE1",
          "ZZZZZZZ1",
          "A1 ",
          "$A$1",
          "A1B",
          "A+1"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_reference(text));
    }
}

TEST(Reference, SpellsColumns) {
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(16'383), "XFD");
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
