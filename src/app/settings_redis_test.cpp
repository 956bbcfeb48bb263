#include "app/settings_redis.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/settings.hpp"
#include "base/result.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::app {
namespace {

using db::redis::Endpoint;
using testing::ElementsAre;
using testing::HasSubstr;

Result<Settings> read(std::map<std::string, std::string> flags) {
    return read_settings({.flags = std::move(flags), .file = "/dev/null"});
}

// Needs settings that are not refused, and name a Redis.
db::redis::Settings redis_of(std::map<std::string, std::string> flags) {
    return *redis_settings(*read(std::move(flags)));
}

TEST(RedisSettings, ThereIsNoneUnlessItIsNamed) {
    EXPECT_FALSE(redis_settings(*read({})).has_value());
    EXPECT_FALSE(redis_settings(*read({{"REDIS_PORT", "6380"}, {"REDIS_TLS", "true"}})).has_value()
    );
}

TEST(RedisSettings, AHostHasRedisOwnPort) {
    const auto redis = redis_of({{"REDIS_HOST", "queue.example.org"}});

    EXPECT_EQ(redis.server, (Endpoint{"queue.example.org", 6379}));
    EXPECT_EQ(redis.database, 0U);
    EXPECT_FALSE(redis.tls);
}

TEST(RedisSettings, EachPartCanBeSaid) {
    const auto redis = redis_of(
        {{"REDIS_HOST", "::1"},
         {"REDIS_PORT", "6390"},
         {"REDIS_USERNAME", "rollcall"},
         {"REDIS_PASSWORD", "a word"},
         {"REDIS_DB", "5"},
         {"REDIS_TLS", "true"},
         {"REDIS_TLS_CA_FILE", "/etc/ca.pem"}}
    );

    EXPECT_EQ(redis.server, (Endpoint{"::1", 6390}));
    EXPECT_EQ(redis.username, "rollcall");
    EXPECT_EQ(redis.password, "a word");
    EXPECT_EQ(redis.database, 5U);
    EXPECT_TRUE(redis.tls);
    EXPECT_EQ(redis.tls_ca_file, "/etc/ca.pem");
}

TEST(RedisSettings, AUrlSaysAll) {
    const auto redis =
        redis_of({{"REDIS_URL", "rediss://rollcall:p%40ss@queue.example.org:6390/2"}});

    EXPECT_EQ(redis.server, (Endpoint{"queue.example.org", 6390}));
    EXPECT_EQ(redis.username, "rollcall");
    EXPECT_EQ(redis.password, "p@ss");
    EXPECT_EQ(redis.database, 2U);
    EXPECT_TRUE(redis.tls);
}

TEST(RedisSettings, AUrlNeedsNoMoreThanAHost) {
    EXPECT_EQ(redis_of({{"REDIS_URL", "redis://[::1]"}}).server, (Endpoint{"::1", 6379}));
    EXPECT_EQ(redis_of({{"REDIS_URL", "redis://:word@db/"}}).password, "word");
}

TEST(RedisSettings, SeveralUrlsAreServersToTryInTurn) {
    const auto redis = redis_of(
        {{"REDIS_URL", "redis://u:a,b@one:7001/1,redis://u:a,b@two/1,redis://u:a,b@[::1]/1"}}
    );

    EXPECT_EQ(redis.server, (Endpoint{"one", 7001}));
    EXPECT_THAT(redis.further, ElementsAre(Endpoint{"two", 6379}, Endpoint{"::1", 6379}));
    EXPECT_EQ(redis.password, "a,b");
}

TEST(RedisSettings, SentinelsKnowTheServer) {
    const auto redis = redis_of(
        {{"REDIS_SENTINELS", "one.example.org, two.example.org:26380, [::1]:26381"},
         {"REDIS_SENTINEL_MASTER", "rollcall"},
         {"REDIS_SENTINEL_PASSWORD", "a word"}}
    );

    EXPECT_THAT(
        redis.sentinels,
        ElementsAre(
            Endpoint{"one.example.org", 26379},
            Endpoint{"two.example.org", 26380},
            Endpoint{"::1", 26381}
        )
    );
    EXPECT_EQ(redis.master_name, "rollcall");
    EXPECT_EQ(redis.sentinel_password, "a word");
}

TEST(RedisSettings, WhatIsNoAddressIsRefused) {
    for (const auto* url :
         {"queue.example.org",
          "http://queue.example.org",
          "redis://",
          "redis://db:0",
          "redis://db:70000",
          "redis://db/first",
          "redis://one,http://two",
          "redis://one,",
          "redis://one/1,redis://two/2",
          "redis://one,rediss://two",
          "redis://a@one,redis://b@two",
          "redis://:a@one,redis://:b@two",
          "redis://db/0?tls=true"}) {
        SCOPED_TRACE(url);
        EXPECT_FALSE(read({{"REDIS_URL", url}}).has_value());
    }
    for (const auto* sentinels : {"one:two", "one:0", ":26379", "[::1", "[::1]26379", "one:1:2"}) {
        SCOPED_TRACE(sentinels);
        EXPECT_FALSE(read({{"REDIS_SENTINELS", sentinels}}).has_value());
    }
}

TEST(RedisSettings, APasswordIsNotShown) {
    const auto settings = read(
        {{"REDIS_URL", "redis://:first@db"},
         {"REDIS_PASSWORD", "second"},
         {"REDIS_SENTINEL_PASSWORD", "third"}}
    );

    for (const auto& [key, value] : show_settings(*settings)) {
        for (const auto* password : {"first", "second", "third"})
            EXPECT_THAT(value, testing::Not(HasSubstr(password))) << key;
    }
}

}  // namespace
}  // namespace rollcall::app
