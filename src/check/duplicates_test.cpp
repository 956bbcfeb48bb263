#include "check/duplicates.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include <gtest/gtest.h>

namespace rollcall::check {
namespace {

constexpr std::uint64_t sipho = 8001015009087;

TEST(Duplicates, KnowsTheFirstAndTheTakenRow) {
    Duplicates duplicates;

    EXPECT_TRUE(duplicates.note(sipho).first);
    duplicates.take(2);
    const auto again = duplicates.note(sipho);

    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.taken, 2);
    EXPECT_EQ(duplicates.size(), 1);
}

TEST(Duplicates, TakesALaterRowWhenTheFirstWasNot) {
    Duplicates duplicates;

    duplicates.note(sipho);
    EXPECT_EQ(duplicates.note(sipho).taken, 0);
    duplicates.take(1'048'576);

    EXPECT_EQ(duplicates.note(sipho).taken, 1'048'576);
}

TEST(Duplicates, HoldsTheSmallestAndTheLargestIdNumber) {
    Duplicates duplicates;

    EXPECT_TRUE(duplicates.note(0).first);
    EXPECT_TRUE(duplicates.note(9999999999999).first);
    EXPECT_FALSE(duplicates.note(0).first);
    EXPECT_FALSE(duplicates.note(9999999999999).first);
}

// Dense, sparse and repeated numbers against a plain map.
TEST(Duplicates, AgreesWithAMapOverManyNumbers) {
    Duplicates duplicates;
    std::unordered_map<std::uint64_t, std::uint32_t> expected;
    std::uint64_t state = 1;

    for (std::uint32_t row = 1; row <= 60'000; ++row) {
        state = (state * 6364136223846793005U) + 1442695040888963407U;
        const auto dense = (state >> 40U) % 30'000;
        const auto id = (row % 2 == 0 ? dense : state >> 21U) * 10;
        const auto seen = duplicates.note(id);
        const auto [at, first] = expected.emplace(id, 0);
        ASSERT_EQ(seen.first, first);
        ASSERT_EQ(seen.taken, at->second);
        if (seen.taken == 0 && row % 3 == 0) {
            duplicates.take(row);
            at->second = row;
        }
    }

    EXPECT_EQ(duplicates.size(), expected.size());
}

TEST(Duplicates, AreTheSameWhetherTheyWereExpectedOrNot) {
    Duplicates duplicates;

    duplicates.expect(sipho);
    EXPECT_EQ(duplicates.size(), 0U);
    EXPECT_TRUE(duplicates.note(sipho).first);

    duplicates.take(2);
    duplicates.expect(sipho);
    EXPECT_EQ(duplicates.note(sipho).taken, 2U);
}

TEST(Duplicates, CostsAtMostSixteenBytesAnIdNumber) {
    Duplicates duplicates;
    double most = 0;

    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        duplicates.note((i * 7'919'993) % 9'999'999'999'999);
        if (duplicates.size() >= 1000) {
            const auto each =
                static_cast<double>(duplicates.bytes()) / static_cast<double>(duplicates.size());
            most = std::max(most, each);
        }
    }

    EXPECT_LE(most, 16.0);
}

}  // namespace
}  // namespace rollcall::check
