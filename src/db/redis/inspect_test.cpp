#include "db/redis/inspect.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::RedisProcess;
using Weight = Advice::Weight;

auto refuses(const std::string& words) {
    return AllOf(Field(&Advice::weight, Weight::refuse), Field(&Advice::text, HasSubstr(words)));
}
auto warns(const std::string& words) {
    return AllOf(Field(&Advice::weight, Weight::warn), Field(&Advice::text, HasSubstr(words)));
}

// As a server that suits a queue tells of itself.
const Facts good{
    {"redis_version", "7.0.15"},
    {"maxmemory_policy", "noeviction"},
    {"maxmemory", "1000"},
    {"used_memory", "700"},
    {"aof_enabled", "1"},
    {"aof_last_write_status", "ok"},
    {"rdb_last_bgsave_status", "ok"},
    {"cluster_enabled", "0"},
    {"save", "3600 1"}};

std::vector<Advice> judge_with(const std::string& name, const std::string& value) {
    auto facts = good;
    facts[name] = value;
    return judge(facts, "bull");
}

TEST(RedisInspect, OfAServerThatSuitsThereIsNothingToSay) {
    EXPECT_THAT(judge(good, "bull"), IsEmpty());
    EXPECT_THAT(judge_with("redis_version", "6.2.0"), IsEmpty());
    EXPECT_THAT(judge_with("maxmemory", "0"), IsEmpty());
    EXPECT_THAT(judge({}, "bull"), IsEmpty()) << "nothing is known, nothing is guessed";
}

TEST(RedisInspect, EvictionIsRefused) {
    for (const std::string policy : {"allkeys-lru", "volatile-ttl", "volatile-lfu"}) {
        SCOPED_TRACE(policy);
        EXPECT_THAT(judge_with("maxmemory_policy", policy), ElementsAre(refuses(policy)));
    }
}

TEST(RedisInspect, WhatMayGoWrongLaterIsWarnedOf) {
    EXPECT_THAT(judge_with("redis_version", "5.0.14"), ElementsAre(warns("5.0.14")));
    EXPECT_THAT(judge_with("used_memory", "710"), ElementsAre(warns("71 %")));
    EXPECT_THAT(judge_with("aof_enabled", "0"), ElementsAre(warns("last snapshot")));
    EXPECT_THAT(judge_with("aof_last_write_status", "err"), ElementsAre(warns("not save")));
    EXPECT_THAT(judge_with("rdb_last_bgsave_status", "err"), ElementsAre(warns("not save")));
    auto nothing_saved = good;
    nothing_saved["aof_enabled"] = "0";
    nothing_saved["save"] = "";
    EXPECT_THAT(judge(nothing_saved, "bull"), ElementsAre(warns("empties Redis")));
}

TEST(RedisInspect, AClusterWantsAHashTagInThePrefix) {
    auto cluster = good;
    cluster["cluster_enabled"] = "1";
    for (const std::string prefix : {"bull", "{}bull", "{bull", "}bull{"}) {
        SCOPED_TRACE(prefix);
        EXPECT_THAT(judge(cluster, prefix), ElementsAre(warns("hash tag")));
    }
    for (const std::string prefix : {"{bull}", "a{b}c"}) {
        SCOPED_TRACE(prefix);
        EXPECT_THAT(judge(cluster, prefix), IsEmpty());
    }
}

TEST(RedisInspect, ReadsTheFieldsOfInfo) {
    const auto facts = parse_info("# Server\r\nredis_version:7.0.15\r\n\r\nos:Linux a:b\nnone\n");

    EXPECT_THAT(
        facts,
        ElementsAre(testing::Pair("os", "Linux a:b"), testing::Pair("redis_version", "7.0.15"))
    );
}

class RedisInspectTest : public tests::RedisTest {
protected:
    static std::vector<Advice> inspect_as(Settings settings) {
        Connection connection(settings);
        return inspect(connection, "bull");
    }
};

TEST_F(RedisInspectTest, ARealServerIsJudgedByItsSettings) {
    const RedisProcess::Options durable{{"appendonly", "yes"}};
    RedisProcess server(durable);
    EXPECT_THAT(inspect_as(server.settings()), IsEmpty());

    Connection redis(server.settings());
    redis.call({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    redis.call({"CONFIG", "SET", "maxmemory", "1000000"});
    redis.call({"CONFIG", "SET", "appendonly", "no"});

    EXPECT_THAT(
        inspect_as(server.settings()),
        ElementsAre(refuses("allkeys-lru"), warns("of maxmemory is used"), warns("empties Redis"))
    );
}

TEST_F(RedisInspectTest, WhatAUserMayNotAskIsWarnedOfAndWhatItMustDoRefused) {
    const RedisProcess::Options users{{"user bull on >secret ~* +@all -info -config", "-eval"}};
    RedisProcess server(users);
    auto settings = server.settings();
    settings.username = "bull";
    settings.password = "secret";

    EXPECT_THAT(
        inspect_as(settings),
        ElementsAre(warns("allow INFO"), warns("allow CONFIG|GET"), refuses("no scripts"))
    );
}

TEST_F(RedisInspectTest, AUserOfTheQueuesKeysAloneCanConnect) {
    const RedisProcess::Options users{
        {"user bull on >secret ~bull:* &bull:* -@all +@read +@write +@scripting", "+publish"}};
    RedisProcess server(users);
    auto settings = server.settings();
    settings.username = "bull";
    settings.password = "secret";
    Connection redis(settings);

    EXPECT_EQ(redis.call({"INCR", "bull:bulk-uploads:id"}).integer, 1);
}

}  // namespace
}  // namespace rollcall::db::redis
