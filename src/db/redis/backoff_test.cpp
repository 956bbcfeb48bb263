#include "db/redis/backoff.hpp"

#include <chrono>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;

std::vector<int> pauses(double chance, int count) {
    Backoff backoff([chance] { return chance; });
    std::vector<int> pauses;
    for (int i = 0; i < count; ++i)
        pauses.push_back(static_cast<int>(backoff.next().count()));
    return pauses;
}

TEST(RedisBackoff, DoublesUpToFiveSeconds) {
    EXPECT_THAT(pauses(0, 8), testing::ElementsAre(50, 100, 200, 400, 800, 1'600, 2'500, 2'500));
}

TEST(RedisBackoff, IsBetweenHalfAndTheWholeByChance) {
    EXPECT_THAT(pauses(0.5, 2), testing::ElementsAre(75, 150));
    EXPECT_THAT(pauses(0.99, 2), testing::ElementsAre(99, 199));
}

TEST(RedisBackoff, BeginsAnewAfterSuccess) {
    Backoff backoff([] { return 0.0; });
    backoff.next();
    backoff.next();

    backoff.reset();

    EXPECT_EQ(backoff.next(), milliseconds{50});
}

TEST(RedisBackoff, TheSystemsChanceDiffersAndKeepsItsBounds) {
    const auto chance = system_chance();
    std::vector<double> drawn;
    for (int i = 0; i < 100; ++i)
        drawn.push_back(chance());

    EXPECT_THAT(drawn, testing::Each(testing::AllOf(testing::Ge(0.0), testing::Lt(1.0))));
    EXPECT_NE(drawn.front(), drawn.back());
}

}  // namespace
}  // namespace rollcall::db::redis
