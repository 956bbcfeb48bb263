#include "db/redis/failure.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/reply.hpp"

namespace rollcall::db::redis {
namespace {

Reply error(std::string text) {
    return {.kind = Reply::Kind::error, .text = std::move(text), .items = {}};
}

TEST(RedisErrorThatMayPass, IsThrownWithItsCode) {
    for (const auto* code : {"OOM", "LOADING", "READONLY", "MISCONF", "NOREPLICAS", "BUSY"}) {
        SCOPED_TRACE(code);
        try {
            throw_if_it_may_pass(error(std::string(code) + " not now"));
            ADD_FAILURE() << "nothing was thrown";
        } catch (const RedisFailure& failure) {
            EXPECT_EQ(failure.code(), code);
            EXPECT_EQ(failure.trouble(), Trouble::refused);
        }
    }
}

TEST(RedisErrorThatMayPass, IsNoneOfTheCommandItself) {
    EXPECT_NO_THROW(throw_if_it_may_pass(error("WRONGTYPE Operation against a key")));
    EXPECT_NO_THROW(throw_if_it_may_pass(error("ERR value is not an integer")));
    EXPECT_NO_THROW(throw_if_it_may_pass({.kind = Reply::Kind::text, .text = "OOM", .items = {}}));
}

}  // namespace
}  // namespace rollcall::db::redis
