#include "base/rate_limit.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(RateLimit, LetsABurstThroughAndThenSoManyASecond) {
    RateLimit limit({.per_second = 2, .burst = 3});
    const RateLimit::Time start{};

    EXPECT_TRUE(limit.take("a", start));
    EXPECT_TRUE(limit.take("a", start));
    EXPECT_TRUE(limit.take("a", start));
    EXPECT_FALSE(limit.take("a", start));
    EXPECT_FALSE(limit.take("a", start + 499ms));
    EXPECT_TRUE(limit.take("a", start + 1s));
    EXPECT_TRUE(limit.take("a", start + 1s));
    EXPECT_FALSE(limit.take("a", start + 1s));
}

TEST(RateLimit, TellsWhetherThereIsRoomAndTakesNothing) {
    RateLimit limit({.per_second = 2, .burst = 1});
    const RateLimit::Time start{};

    EXPECT_TRUE(limit.has_room("a", start));
    EXPECT_TRUE(limit.has_room("a", start));
    ASSERT_TRUE(limit.take("a", start));
    EXPECT_FALSE(limit.has_room("a", start + 499ms));
    EXPECT_TRUE(limit.has_room("a", start + 500ms));
    EXPECT_TRUE(limit.has_room("b", start));
    EXPECT_TRUE(RateLimit({.per_second = 0, .burst = 0}).has_room("a", start));
}

TEST(RateLimit, KnowsPeopleApart) {
    RateLimit limit({.per_second = 1, .burst = 1});

    EXPECT_TRUE(limit.take("a", {}));
    EXPECT_TRUE(limit.take("b", {}));
    EXPECT_FALSE(limit.take("a", {}));
}

TEST(RateLimit, RemembersWhoSpentTheirsAmongManyStrangers) {
    RateLimit limit({.per_second = 1, .burst = 1});
    const RateLimit::Time start{};

    for (int i = 0; i < 20'000; ++i)
        limit.take("stranger " + std::to_string(i), start + std::chrono::milliseconds(i));
    limit.take("a", start + 20s);

    EXPECT_FALSE(limit.take("a", start + 20s));
}

TEST(RateLimit, OfZeroIsNone) {
    RateLimit limit({.per_second = 0, .burst = 0});

    EXPECT_TRUE(limit.take("a", {}));
}

TEST(RateLimit, CountsTheAddressesOfOnePersonAsOne) {
    EXPECT_EQ(stranger_at("2001:db8:1:2::1"), stranger_at("2001:db8:1:2::2"));
    EXPECT_NE(stranger_at("2001:db8:1:2::1"), stranger_at("2001:db8:1:3::1"));
    EXPECT_NE(stranger_at("192.0.2.1"), stranger_at("192.0.2.2"));
}

}  // namespace
}  // namespace rollcall
