#include "live/engine_io/query.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::live::engine_io {
namespace {

TEST(EngineQuery, FindsAParameterWhereverItStands) {
    constexpr auto target = "/engine.io/?EIO=4&transport=polling&t=abc&bare&empty=";

    EXPECT_EQ(query_value(target, "EIO"), "4");
    EXPECT_EQ(query_value(target, "transport"), "polling");
    EXPECT_EQ(query_value(target, "bare"), "");
    EXPECT_EQ(query_value(target, "empty"), "");
    EXPECT_EQ(query_value(target, "eio"), std::nullopt);
    EXPECT_EQ(query_value("/EIO=4", "EIO"), std::nullopt);
}

TEST(EngineQuery, DecodesNamesAndValues) {
    EXPECT_EQ(query_value("/?na%6De=a%20b+c%26d%3D%E2%82%AC", "name"), "a b c&d=€");
}

TEST(EngineQuery, LeavesWhatIsNoEscape) {
    EXPECT_EQ(query_value("/?a=100%&b=%zz%4", "a"), "100%");
    EXPECT_EQ(query_value("/?a=100%&b=%zz%4", "b"), "%zz%4");
    EXPECT_EQ(query_value("/?a=%-1%+1", "a"), "%-1% 1");
}

TEST(EngineQuery, TakesTheFirstOfSeveralAndNothingOfTheFragment) {
    EXPECT_EQ(query_value("/?sid=a&sid=b", "sid"), "a");
    EXPECT_EQ(query_value("/?a=1#&sid=b", "sid"), std::nullopt);
    EXPECT_EQ(query_value("/?a=b=c?d", "a"), "b=c?d");
    EXPECT_EQ(query_value("/?&&a=1", "a"), "1");
}

}  // namespace
}  // namespace rollcall::live::engine_io
