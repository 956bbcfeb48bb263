#include "check/rules/ward.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(Ward, TakesEightDigitsOfAProvince) {
    for (const std::string_view text : {"79800001", "79800001.0", "7.9800001E7", "7980 0001"}) {
        SCOPED_TRACE(text);
        const auto ward = read_ward(text);
        ASSERT_TRUE(ward);
        EXPECT_EQ(ward->view(), "79800001");
    }
    for (const std::string_view text : {"", "7980001", "798000011", "09800001", "Ward 12"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(read_ward(text));
    }
}

TEST(VotingDistrict, TakesAnyEightDigits) {
    EXPECT_EQ(read_voting_district("01234567")->view(), "01234567");
    EXPECT_FALSE(read_voting_district("Town Hall"));
    EXPECT_FALSE(read_voting_district("1234567"));
    EXPECT_FALSE(read_voting_district("A12345678"));
    // A mark of direction that came along.
    EXPECT_EQ(
        read_voting_district("\xE2\x80\x8E"
                             "01234567")
            ->view(),
        "01234567"
    );
}

}  // namespace
}  // namespace rollcall::check::rules
