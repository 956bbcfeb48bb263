#include "http/wire/target.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::http::wire {
namespace {

using testing::ElementsAre;

TEST(Target, IsTakenApartAndDecoded) {
    const auto target = parse_target("/a/b%20c%2Fd?limit=10&q=x%26y+z&empty=&bare");

    ASSERT_TRUE(target);
    EXPECT_THAT(target->segments, ElementsAre("a", "b c/d"));
    EXPECT_EQ(target->parameter("limit"), "10");
    EXPECT_EQ(target->parameter("q"), "x&y z");
    EXPECT_EQ(target->parameter("empty"), "");
    EXPECT_EQ(target->parameter("bare"), "");
    EXPECT_EQ(target->parameter("other"), std::nullopt);
}

TEST(Target, KeepsEmptySegmentsSoThatTheyMatchNothing) {
    EXPECT_THAT(parse_target("/a/")->segments, ElementsAre("a", ""));
    EXPECT_THAT(parse_target("/a//b")->segments, ElementsAre("a", "", "b"));
}

TEST(Target, IsRefusedUnlessItIsACleanPath) {
    for (const char* text :
         {"",
          "a/b",
          "*",
          "http://evil.example/healthz",
          "//evil.example/healthz",
          "/a b",
          "/%",
          "/%zz",
          "/%00",
          "/a%0d%0aSet-Cookie:x",
          "/%ff",
          "/?q=%c0%af",
          "/?a=1&a=2",
          "/a\x01"}) {
        SCOPED_TRACE(text);
        const auto target = parse_target(text);
        ASSERT_FALSE(target);
        EXPECT_EQ(target.error().code, Errc::validation_error);
    }
}

TEST(Target, IsRefusedWhenItIsTooLong) {
    EXPECT_EQ(parse_target("/" + std::string(9'000, 'a')).error().code, Errc::uri_too_long);
}

TEST(Target, IsShownWithoutItsQuery) {
    EXPECT_EQ(path_for_people("/a/b?token=secret"), "/a/b");
    EXPECT_EQ(path_for_people("/\xFF"), "/\xEF\xBF\xBD");
    EXPECT_LE(path_for_people("/" + std::string(9'000, 'a')).size(), 512U);
}

}  // namespace
}  // namespace rollcall::http::wire
