#include "net/pace.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace rollcall::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Ten seconds of grace, 1 KiB/s, thirty seconds of standing still.
const Deadlines deadlines;

TEST(Pace, GivesANewTransferItsGrace) {
    EXPECT_EQ(Pace(deadlines).allowed(), seconds(10));
}

TEST(Pace, GivesASecondForEachKibibyte) {
    Pace pace(deadlines);

    pace.note(seconds(4), 3 * kib);

    EXPECT_EQ(pace.allowed(), seconds(10 + 3 - 4));
}

TEST(Pace, EndsWhoStaysBelowTheRateForLonger) {
    Pace pace(deadlines);

    for (int i = 0; i < 11; ++i)
        pace.note(seconds(1), 1);

    EXPECT_EQ(pace.allowed(), seconds(0));
}

TEST(Pace, LetsNobodyStandStillForLongerThanItsStall) {
    Pace pace(deadlines);

    pace.note(milliseconds(1), gib);

    EXPECT_EQ(pace.allowed(), seconds(30));
}

}  // namespace
}  // namespace rollcall::net
