#include "db/redis/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::db::redis {
namespace {

using testing::ElementsAre;

TEST(RedisScript, ItsTextIsThePartsInTheirOrder) {
    const Script script("name", {"local a = 1\n", "return a"});

    EXPECT_EQ(script.text(), "local a = 1\nreturn a");
    EXPECT_EQ(script.sha1(), Script("other", {"local a = 1\nreturn a"}).sha1());
}

TEST(RedisScript, IsCalledByTheSha1OfItsText) {
    // As `printf %s 'return 1' | sha1sum` says.
    const Script script("one", {"return 1"});
    EXPECT_EQ(script.sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");

    const auto call = script.call({"a", "b"}).add("x");
    EXPECT_THAT(call.words(), ElementsAre("EVALSHA", script.sha1(), "2", "a", "b", "x"));
    EXPECT_THAT(script.in_full(call).words(), ElementsAre("EVAL", "return 1", "2", "a", "b", "x"));
}

}  // namespace
}  // namespace rollcall::db::redis
