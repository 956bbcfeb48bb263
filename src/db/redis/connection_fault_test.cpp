// What becomes of a call when the server dies, freezes, moves or lies.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "tests/support/canned_redis.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::CannedRedis;
using tests::failure_of;
using tests::RedisProcess;

CannedRedis::Answer answer(std::string bytes) {
    return {std::move(bytes), false};
}

class RedisFaultTest : public tests::RedisTest {};

TEST_F(RedisFaultTest, AServerThatIsKilledLosesTheConnection) {
    RedisProcess server;
    Connection redis(server.settings());
    server.kill();

    EXPECT_EQ(failure_of([&] { redis.call({"PING"}); }).trouble(), Trouble::lost);
    EXPECT_FALSE(redis.alive());
    EXPECT_EQ(
        failure_of([&] { Connection again(server.settings()); }).trouble(), Trouble::unreachable
    );

    server.start();
    EXPECT_EQ(Connection(server.settings()).call({"PING"}).text, "PONG");
}

TEST_F(RedisFaultTest, AServerThatIsFrozenIsGivenUpAfterTheReplyTimeout) {
    RedisProcess server;
    auto settings = server.settings();
    settings.reply_timeout = milliseconds{1'000};
    Connection redis(settings);
    server.freeze();

    const auto failure = failure_of([&] { redis.call({"INCR", "n"}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_THAT(failure.what(), HasSubstr("in time"));
    EXPECT_FALSE(redis.alive());
}

TEST_F(RedisFaultTest, AFrozenServerThatTakesNoMoreBytesIsGivenUp) {
    RedisProcess server;
    auto settings = server.settings();
    settings.reply_timeout = milliseconds{1'000};
    Connection redis(settings);
    server.freeze();

    const auto failure = failure_of([&] {
        redis.call({"SET", "a", std::string(50'000'000, 'x')});
    });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_THAT(failure.what(), HasSubstr("takes no more bytes"));
}

TEST_F(RedisFaultTest, ASubscriptionToAFrozenServerIsGivenUp) {
    RedisProcess server;
    auto settings = server.settings();
    settings.reply_timeout = milliseconds{1'000};
    Connection redis(settings);
    const std::vector<std::string> channels{"one"};
    redis.subscribe(channels, {});
    server.freeze();

    const auto failure = failure_of([&] { redis.next_message(milliseconds{60'000}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
}

TEST_F(RedisFaultTest, AScriptThatTheServerForgotRunsAllTheSame) {
    RedisProcess server;
    Connection redis(server.settings());
    const Script adds("adds", {"return redis.call('INCRBY', KEYS[1], ARGV[1])"});
    redis.run(adds, adds.call({"n"}).add(1));
    redis.call({"SCRIPT", "FLUSH"});

    EXPECT_EQ(redis.run(adds, adds.call({"n"}).add(1)).integer, 2);

    redis.call({"SCRIPT", "FLUSH"});
    const std::vector<Command> calls(10, adds.call({"n"}).add(1));
    EXPECT_EQ(redis.run_all(adds, calls).back().integer, 12);
}

TEST_F(RedisFaultTest, AFullServerRefusesWithItsCodeAndTheConnectionGoesOn) {
    const RedisProcess::Options small{{"maxmemory", "1"}};
    RedisProcess server(small);
    Connection redis(server.settings());
    const Script sets("sets", {"return redis.call('SET', KEYS[1], ARGV[1])"});

    EXPECT_EQ(failure_of([&] { redis.call({"SET", "a", "b"}); }).code(), "OOM");
    EXPECT_EQ(failure_of([&] { redis.run(sets, sets.call({"a"}).add("b")); }).code(), "OOM");

    EXPECT_TRUE(redis.alive());
    EXPECT_TRUE(redis.call({"GET", "a"}).is_nil());
}

TEST_F(RedisFaultTest, AMasterThatBecameAReplicaIsLeft) {
    RedisProcess server;
    Connection redis(server.settings());
    Connection(server.settings()).call({"REPLICAOF", "127.0.0.1", "1"});

    EXPECT_EQ(failure_of([&] { redis.call({"SET", "a", "b"}); }).code(), "READONLY");

    EXPECT_FALSE(redis.alive());
    const auto failure = failure_of([&] { Connection again(server.settings()); });
    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("replica"));
}

TEST_F(RedisFaultTest, AReadOnlyErrorWithinAPipelineLeavesTheMasterToo) {
    RedisProcess server;
    Connection redis(server.settings());
    Connection(server.settings()).call({"REPLICAOF", "127.0.0.1", "1"});

    const std::vector<Command> commands{{"SET", "a", "b"}};
    EXPECT_TRUE(redis.call_all(commands).at(0).is_error());

    EXPECT_FALSE(redis.alive());
}

TEST_F(RedisFaultTest, CallsKeepTheirOrderWhereTheScriptIsForgottenAmongThem) {
    RedisProcess server;
    const Script pushes("pushes", {"return redis.call('RPUSH', KEYS[1], ARGV[1])"});
    std::vector<Command> calls;
    for (int i = 0; i < 2'000; ++i)
        calls.push_back(pushes.call({"list"}).add(i));
    std::atomic<int> forgotten = 0;
    const std::jthread forgets([&](const std::stop_token& stop) {
        Connection other(server.settings());
        while (!stop.stop_requested()) {
            // Somebody else teaches the server anew, as another process of ours does.
            other.call({"SCRIPT", "FLUSH"});
            other.call({"SCRIPT", "LOAD", pushes.text()});
            ++forgotten;
        }
    });
    Connection redis(server.settings());

    for (int round = 0; round < 20 || forgotten < 20; ++round) {
        redis.call({"DEL", "list"});
        redis.run_all(pushes, calls);
        const auto list = redis.call({"LRANGE", "list", "0", "-1"}).items;
        ASSERT_EQ(list.size(), calls.size());
        ASSERT_TRUE(std::ranges::is_sorted(list, {}, [](const Reply& one) {
            return std::stoi(one.text);
        }));
    }
}

TEST(RedisConnectionFault, ATransactionGoesAsAWholeWhereItsKeysAre) {
    const auto taken = [](const CannedRedis::Words& words) {
        if (words[0] == "EXEC") return answer("*2\r\n:1\r\n:2\r\n");
        return answer(words[0] == "MULTI" ? "+OK\r\n" : "+QUEUED\r\n");
    };
    CannedRedis there(taken);
    CannedRedis here([&](const CannedRedis::Words& words) {
        if (words[0] == "MULTI") return answer("+OK\r\n");
        if (words[0] == "EXEC") return answer("-EXECABORT discarded\r\n");
        return answer("-MOVED 3999 " + there.place() + "\r\n");
    });
    Connection redis(here.settings());
    const Script script("script", {"return 1"});
    const std::vector<Command> calls(2, script.call({"n"}));

    const auto replies = redis.run_all(script, calls);

    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies.at(1).integer, 2);
    EXPECT_EQ(redis.server(), there.endpoint());
    EXPECT_EQ(there.asked().size(), 4U);
}

TEST(RedisConnectionFault, ATransactionThatIsRefusedAnswersEachWithWhy) {
    CannedRedis server([](const CannedRedis::Words& words) {
        if (words[0] == "MULTI") return answer("+OK\r\n");
        if (words[0] == "EXEC") return answer("-EXECABORT discarded\r\n");
        return answer(words[2] == "1" ? "-CLUSTERDOWN it is\r\n" : "+QUEUED\r\n");
    });
    Connection redis(server.settings());
    const Script script("script", {"return 1"});

    const auto replies = redis.run_all(script, std::vector<Command>(2, script.call({"n"})));

    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies.at(1).text, "CLUSTERDOWN it is");
    EXPECT_FALSE(redis.alive());
}

TEST(RedisConnectionFault, WhoMayNotUseTransactionsHasEachRunByItself) {
    CannedRedis server([](const CannedRedis::Words& words) {
        if (words[0] == "MULTI") return answer("-NOPERM no\r\n");
        return answer(words[0] == "EXEC" ? "-ERR EXEC without MULTI\r\n" : ":7\r\n");
    });
    Connection redis(server.settings());
    const Script script("script", {"return 1"});

    EXPECT_EQ(redis.run_all(script, std::vector<Command>(1, script.call({"n"}))).at(0).integer, 7);
}

TEST(RedisConnectionFault, ANodeThatLeadsToADeadOneIsLeft) {
    CannedRedis here([](const CannedRedis::Words&) { return answer("-MOVED 3999 127.0.0.1:1\r\n"); }
    );
    Connection redis(here.settings());

    EXPECT_EQ(failure_of([&] { redis.call({"GET", "a"}); }).trouble(), Trouble::unreachable);

    EXPECT_FALSE(redis.alive());
}

TEST(RedisConnectionFault, WhatWasLostIsNeverSentAgain) {
    CannedRedis server([](const CannedRedis::Words&) { return CannedRedis::Answer{"", true}; });
    Connection redis(server.settings());
    const Script script("script", {"return 1"});

    for (const auto& use : std::vector<std::function<void()>>{
             [&] {
                 redis.call({"INCR", "n"});
             },
             [&] {
                 redis.call({"INCR", "n"});
             },
             [&] { redis.run(script, script.call({"n"})); },
             [&] {
                 redis.call_all(std::vector<Command>{{"INCR", "n"}});
             }}) {
        EXPECT_EQ(failure_of(use).trouble(), Trouble::lost);
    }

    EXPECT_THAT(server.asked(), ElementsAre("INCR n"));
}

TEST(RedisConnectionFault, AMovedSlotIsFollowedForGood) {
    CannedRedis there([](const CannedRedis::Words&) { return answer("+there\r\n"); });
    CannedRedis here([&](const CannedRedis::Words&) {
        return answer("-MOVED 3999 " + there.place() + "\r\n");
    });
    Connection redis(here.settings());

    EXPECT_EQ(redis.call({"GET", "a"}).text, "there");
    EXPECT_EQ(redis.call({"GET", "b"}).text, "there");

    EXPECT_EQ(redis.server(), there.endpoint());
    EXPECT_THAT(here.asked(), ElementsAre("GET a"));
    EXPECT_THAT(there.asked(), ElementsAre("GET a", "GET b"));
}

TEST(RedisConnectionFault, ASlotOnItsWayIsAskedForOnceThere) {
    CannedRedis there([](const CannedRedis::Words& words) {
        return answer(words[0] == "ASKING" ? "+OK\r\n" : "+there\r\n");
    });
    CannedRedis here([&](const CannedRedis::Words& words) {
        return answer(words[1] == "a" ? "-ASK 3999 " + there.place() + "\r\n" : "+here\r\n");
    });
    Connection redis(here.settings());

    EXPECT_EQ(redis.call({"GET", "a"}).text, "there");
    EXPECT_EQ(redis.call({"GET", "b"}).text, "here");

    EXPECT_THAT(there.asked(), ElementsAre("ASKING", "GET a"));
}

TEST(RedisConnectionFault, OfAPipelineOnlyWhatWasSentAwayIsFollowed) {
    CannedRedis there([](const CannedRedis::Words&) { return answer("+there\r\n"); });
    CannedRedis here([&](const CannedRedis::Words& words) {
        return answer(words[1] == "1" ? "+here\r\n" : "-MOVED 3999 " + there.place() + "\r\n");
    });
    Connection redis(here.settings());
    const std::vector<Command> commands{{"GET", "1"}, {"GET", "2"}, {"GET", "3"}};

    const auto replies = redis.call_all(commands);

    EXPECT_EQ(replies.at(0).text, "here");
    EXPECT_EQ(replies.at(1).text, "there");
    EXPECT_EQ(replies.at(2).text, "there");
    EXPECT_THAT(there.asked(), ElementsAre("GET 2", "GET 3"));
}

TEST(RedisConnectionFault, NodesThatSendUsRoundInCirclesAreGivenUp) {
    std::string place;
    CannedRedis here([&](const CannedRedis::Words&) {
        return answer("-ASK 3999 " + place + "\r\n");
    });
    CannedRedis there([&](const CannedRedis::Words& words) {
        return answer(words[0] == "ASKING" ? "+OK\r\n" : "-ASK 3999 " + place + "\r\n");
    });
    place = there.place();
    Connection redis(here.settings());

    EXPECT_EQ(failure_of([&] { redis.call({"GET", "a"}); }).code(), "ASK");
    EXPECT_LT(there.asked().size(), 20U);
}

}  // namespace
}  // namespace rollcall::db::redis
