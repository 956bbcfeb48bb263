#include "check/rules/phone.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(Phone, StoresCellNumbersWithTheCountry) {
    for (const std::string_view text : {
             "821234567",
             "0821234567",
             "27821234567",
             "+27821234567",
             "082 123 4567",
             "(082) 123-4567",
             "+27 82 123 4567",
             "2.7821234567E+10",
             "821234567.0",
         }) {
        SCOPED_TRACE(text);
        const auto number = read_cell_number(text);
        ASSERT_TRUE(number);
        EXPECT_EQ(number->view(), "27821234567");
    }
}

TEST(Phone, RefusesWhatIsNoCellNumber) {
    for (const std::string_view text : {
             "82123456",
             "082123456",
             "08212345678",
             "+44821234567",
             "+821234567",
             "+27 (0)82 123 4567",
             "0021234567",
             "082 123 4567 / 083 765 4321",
             "none yet",
             "2.78212E+10",
         }) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(read_cell_number(text));
    }
}

TEST(Phone, KeepsALandlinesDigits) {
    EXPECT_EQ(read_landline("(011) 888-1234")->view(), "0118881234");
    EXPECT_EQ(read_landline("118881234")->view(), "118881234");
    EXPECT_FALSE(read_landline("1234"));
    EXPECT_FALSE(read_landline("011 888 1234 ext 5"));
}

}  // namespace
}  // namespace rollcall::check::rules
