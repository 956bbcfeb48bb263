#include "live/engine_io/session_ids.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "access/base64url.hpp"

namespace rollcall::live::engine_io {
namespace {

TEST(SessionIds, AreTwentyCharactersThatAQueryCarriesAsTheyAre) {
    SessionIds ids;
    for (int i = 0; i < 100; ++i) {
        const auto id = ids.next();
        EXPECT_EQ(id.size(), session_id_characters);
        EXPECT_TRUE(access::from_base64url(id)) << id;
    }
}

TEST(SessionIds, AreNeverTheSameOverManyDrawsOfRandomness) {
    SessionIds ids;
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i)
        seen.insert(ids.next());

    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(SessionIds, CannotBeToldFromOneAnother) {
    SessionIds ids;
    std::set<std::string> random_parts;
    for (int i = 0; i < 10'000; ++i)
        random_parts.insert(ids.next().substr(0, 16));

    EXPECT_EQ(random_parts.size(), 10'000U);
}

TEST(SessionIds, OfTwoServersDiffer) {
    SessionIds one;
    SessionIds other;

    EXPECT_NE(one.next(), other.next());
}

}  // namespace
}  // namespace rollcall::live::engine_io
