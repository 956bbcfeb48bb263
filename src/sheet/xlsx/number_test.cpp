#include "sheet/xlsx/number.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::sheet::xlsx {
namespace {

TEST(Number, IsWhatXmlSchemaWritesAndADoubleHolds) {
    for (const char* text :
         {"0",
          "-0",
          "45123",
          "8001015009087",
          "8.00101500908E+12",
          "+7",
          ".5",
          "5.",
          "1e5",
          "1E-5",
          "4.5123E4"}) {
        SCOPED_TRACE(text);
        EXPECT_TRUE(is_number(text));
    }
    EXPECT_TRUE(is_number(std::string(300, '9')));
}

TEST(Number, IsNothingElse) {
    for (const char* text :
         {"",
          "-",
          ".",
          "1e",
          "1e+",
          "--1",
          "NaN",
          "INF",
          "-INF",
          "0x10",
          "1_000",
          "1,5",
          "1 000",
          "1e400",
          "e5",
          "12a"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(is_number(text));
    }
    EXPECT_FALSE(is_number(std::string(400, '9')));
}

TEST(Number, LosesTheSpacesAroundIt) {
    EXPECT_EQ(trim_spaces(" \n5\t\r"), "5");
    EXPECT_EQ(trim_spaces(" \n"), "");
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
