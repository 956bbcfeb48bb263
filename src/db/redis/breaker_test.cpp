#include "db/redis/breaker.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;

class RedisBreakerTest : public testing::Test {
protected:
    static Breaker::Time at(int ms) { return Breaker::Time{} + milliseconds{ms}; }

    // Pauses of 50, 100, 200, … ms.
    Breaker breaker_{[] { return 0.0; }};
};

TEST_F(RedisBreakerTest, LetsEverybodyPassWhileTheServerIsUp) {
    EXPECT_TRUE(breaker_.is_up());
    EXPECT_TRUE(breaker_.may_pass(at(0)));
    EXPECT_TRUE(breaker_.may_pass(at(0)));
}

TEST_F(RedisBreakerTest, AfterAFailureNobodyPassesBeforeThePauseIsOverAndThenOne) {
    breaker_.failed(at(0), "refused");

    EXPECT_FALSE(breaker_.is_up());
    EXPECT_EQ(breaker_.why(), "refused");
    EXPECT_FALSE(breaker_.may_pass(at(49)));
    EXPECT_TRUE(breaker_.may_pass(at(50)));
    EXPECT_FALSE(breaker_.may_pass(at(50))) << "another tries already";
}

TEST_F(RedisBreakerTest, PausesGrowWithEachFailedTry) {
    breaker_.failed(at(0), "");
    ASSERT_TRUE(breaker_.may_pass(at(50)));

    breaker_.failed(at(50), "");

    EXPECT_FALSE(breaker_.may_pass(at(149)));
    EXPECT_TRUE(breaker_.may_pass(at(150)));
}

TEST_F(RedisBreakerTest, ThoseWhoFailTogetherMakeOnePause) {
    for (int i = 0; i < 8; ++i)
        breaker_.failed(at(i), "");

    EXPECT_TRUE(breaker_.may_pass(at(50)));
}

TEST_F(RedisBreakerTest, SuccessOpensTheWayAndForgetsThePauses) {
    breaker_.failed(at(0), "");
    ASSERT_TRUE(breaker_.may_pass(at(50)));
    breaker_.succeeded();
    EXPECT_TRUE(breaker_.is_up());
    EXPECT_TRUE(breaker_.may_pass(at(51)));

    breaker_.failed(at(60), "");

    EXPECT_TRUE(breaker_.may_pass(at(110)));
}

TEST_F(RedisBreakerTest, AfterALostConnectionOneTriesAtOnce) {
    breaker_.lost(at(7));

    EXPECT_FALSE(breaker_.is_up());
    EXPECT_TRUE(breaker_.may_pass(at(7)));
    EXPECT_FALSE(breaker_.may_pass(at(7)));
}

TEST_F(RedisBreakerTest, AConnectionThatIsLostLateDoesNotShortenThePause) {
    breaker_.failed(at(0), "refused");

    breaker_.lost(at(10));

    EXPECT_FALSE(breaker_.may_pass(at(49)));
    EXPECT_EQ(breaker_.why(), "refused");
}

}  // namespace
}  // namespace rollcall::db::redis
