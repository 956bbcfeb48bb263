#include "db/redis/redirect.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace rollcall::db::redis {
namespace {

const Endpoint asked{"10.0.0.1", 6379};

TEST(RedisRedirect, SaysWhereToAndWhetherForGood) {
    const auto moved = parse_redirect("MOVED 3999 10.0.0.2:6381", asked);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->server, (Endpoint{"10.0.0.2", 6381}));
    EXPECT_TRUE(moved->is_for_good);

    const auto ask = parse_redirect("ASK 3999 node-2.example:6382", asked);
    ASSERT_TRUE(ask);
    EXPECT_EQ(ask->server, (Endpoint{"node-2.example", 6382}));
    EXPECT_FALSE(ask->is_for_good);
}

TEST(RedisRedirect, AHostThatTheNodeDoesNotKnowIsItsOwn) {
    EXPECT_EQ(parse_redirect("MOVED 1 :6381", asked)->server, (Endpoint{"10.0.0.1", 6381}));
    EXPECT_EQ(parse_redirect("MOVED 1 ?:6381", asked)->server, (Endpoint{"10.0.0.1", 6381}));
}

TEST(RedisRedirect, AnAddressMayHaveColonsOfItsOwn) {
    EXPECT_EQ(parse_redirect("MOVED 1 2001:db8::1:6381", asked)->server.host, "2001:db8::1");
}

TEST(RedisRedirect, OtherErrorsAreNone) {
    for (const std::string_view error :
         {"",
          "MOVED",
          "MOVED 1 nowhere",
          "MOVED 1 host:",
          "MOVED 1 host:0",
          "MOVED 1 host:65536",
          "MOVED 1 host:6379x",
          "ERR MOVED 1 host:6379",
          "ASKING 1 host:6379"}) {
        SCOPED_TRACE(error);
        EXPECT_FALSE(parse_redirect(error, asked));
    }
}

}  // namespace
}  // namespace rollcall::db::redis
