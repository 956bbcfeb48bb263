#include "sheet/xlsx/package/number_format.hpp"

#include <gtest/gtest.h>

namespace rollcall::sheet::xlsx::package {
namespace {

TEST(NumberFormat, ShowsDatesByLettersOutsideOfLiterals) {
    for (const char* code :
         {"yyyy-mm-dd",
          "d/m/yy",
          "hh:mm",
          "[h]:mm:ss",
          "[mm]",
          "[$-409]d mmm yyyy;@",
          "\"Week \"d",
          "0;yyyy",
          "YYYY\\-MM"}) {
        SCOPED_TRACE(code);
        EXPECT_TRUE(is_date_code(code));
    }
}

TEST(NumberFormat, ShowsNumbersOtherwise) {
    for (const char* code :
         {"General",
          "0",
          "0.00E+00",
          "#,##0.00",
          "0\" days\"",
          "[Red]0",
          "[$R-1C09]#,##0",
          "0_d",
          "0\\d",
          "0*m",
          "@",
          "\"unclosed d",
          "[",
          "\\"}) {
        SCOPED_TRACE(code);
        EXPECT_FALSE(is_date_code(code));
    }
}

TEST(NumberFormat, KnowsTheBuiltInDates) {
    for (const std::uint32_t id : {14U, 22U, 27U, 36U, 45U, 47U, 50U, 58U})
        EXPECT_TRUE(is_builtin_date(id)) << id;
    for (const std::uint32_t id : {0U, 13U, 23U, 37U, 44U, 48U, 49U, 59U, 164U})
        EXPECT_FALSE(is_builtin_date(id)) << id;
}

}  // namespace
}  // namespace rollcall::sheet::xlsx::package
