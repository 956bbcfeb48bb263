#include "db/redis/pool.hpp"

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "tests/support/canned_redis.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::CannedRedis;
using tests::failure_of;
using tests::RedisProcess;

class RedisPoolTest : public tests::RedisTest {
protected:
    // Pauses of 50, 100, 200, … ms by a clock that stands still.
    Pool pool_of(const Settings& settings) {
        return {settings, prefix(), 4, {clock_, [] { return 0.0; }}};
    }
    static std::int64_t id_of(Connection& redis) { return redis.call({"CLIENT", "ID"}).integer; }
    static void ping(Pool& pool) {
        pool.with([](Connection& redis) { redis.call({"PING"}); });
    }

    ManualClock clock_;
};

TEST_F(RedisPoolTest, LendsTheSameConnectionAgainUnderItsName) {
    auto pool = pool_of(settings());
    EXPECT_TRUE(pool.is_up());

    const auto first = pool.with(id_of);
    const auto second = pool.with([&](Connection& redis) {
        EXPECT_EQ(redis.call({"CLIENT", "GETNAME"}).text, prefix());
        return id_of(redis);
    });

    EXPECT_EQ(first, second);
}

TEST_F(RedisPoolTest, WhatItsUserThrowsComesOutAndTheConnectionGoesBack) {
    auto pool = pool_of(settings());
    const auto first = pool.with(id_of);

    EXPECT_THROW(
        pool.with([](Connection&) { throw std::runtime_error("of its user"); }), std::runtime_error
    );
    EXPECT_EQ(
        failure_of([&] { pool.with([](Connection& redis) { redis.call({"GET"}); }); }).trouble(),
        Trouble::refused
    );

    EXPECT_EQ(pool.with(id_of), first);
    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, OneThatTheServerClosedWhileIdleIsNoTrouble) {
    auto pool = pool_of(settings());
    const auto first = pool.with(id_of);
    Connection(settings()).call(Command{"CLIENT", "KILL", "ID"}.add(first));

    EXPECT_NE(pool.with(id_of), first);
    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, ARestartedServerIsMetAgainAtOnce) {
    RedisProcess server;
    auto pool = pool_of(server.settings());
    EXPECT_EQ(
        failure_of([&] {
            pool.with([&](Connection& redis) {
                server.kill();
                redis.call({"INCR", "n"});
            });
        }).trouble(),
        Trouble::lost
    );
    EXPECT_FALSE(pool.is_up());

    server.start();
    ping(pool);

    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, WhileTheServerIsAwayEverybodyIsToldAtOnceUntilThePauseIsOver) {
    RedisProcess server;
    auto pool = pool_of(server.settings());
    ping(pool);
    server.kill();

    const auto first = failure_of([&] { ping(pool); });
    EXPECT_EQ(first.trouble(), Trouble::unreachable);
    EXPECT_FALSE(pool.is_up());

    // It is there again, but nobody looks before the pause is over.
    server.start();
    const auto told = failure_of([&] { ping(pool); });
    EXPECT_EQ(told.trouble(), Trouble::unreachable);
    EXPECT_THAT(told.what(), HasSubstr("out of reach"));
    EXPECT_THAT(told.what(), HasSubstr(first.what()));

    clock_.advance(Milliseconds{50});
    ping(pool);
    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, AFrozenServerKeepsOneWaitingAndNotEverybody) {
    RedisProcess server;
    auto settings = server.settings();
    settings.reply_timeout = Milliseconds{1'000};
    settings.connect_timeout = Milliseconds{1'000};
    auto pool = pool_of(settings);
    ping(pool);
    server.freeze();
    EXPECT_EQ(failure_of([&] { ping(pool); }).trouble(), Trouble::lost);

    // It still takes connections, and says nothing.
    EXPECT_EQ(failure_of([&] { ping(pool); }).trouble(), Trouble::unreachable);
    for (int i = 0; i < 1'000; ++i) {
        ASSERT_THAT(failure_of([&] { ping(pool); }).what(), HasSubstr("out of reach"));
    }

    server.thaw();
    clock_.advance(Milliseconds{50});
    ping(pool);
    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, AnIdleConnectionFromBeforeDoesNotHideThatTheServerIsAway) {
    RedisProcess server;
    auto pool = pool_of(server.settings());
    // Two are lent at once; the one that goes back last is still well.
    pool.with([&](Connection& other) {
        const auto before = id_of(other);
        failure_of([&] {
            pool.with([&](Connection& redis) {
                Connection(server.settings())
                    .call(Command{"CLIENT", "KILL", "ID"}.add(id_of(redis)));
                redis.call({"PING"});
            });
        });
        EXPECT_FALSE(pool.is_up());
        EXPECT_EQ(id_of(other), before);
    });

    ping(pool);
    ping(pool);

    EXPECT_TRUE(pool.is_up());
}

TEST_F(RedisPoolTest, AMasterThatBecameAReplicaIsGivenUp) {
    RedisProcess server;
    auto pool = pool_of(server.settings());
    ping(pool);
    Connection(server.settings()).call({"REPLICAOF", "127.0.0.1", "1"});
    const auto write = [](Connection& redis) { redis.call({"SET", "a", "b"}); };

    EXPECT_EQ(failure_of([&] { pool.with(write); }).code(), "READONLY");
    EXPECT_THAT(failure_of([&] { pool.with(write); }).what(), HasSubstr("a replica"));

    server.kill();
    server.start();
    clock_.advance(Milliseconds{50});
    pool.with(write);
}

TEST(RedisPool, SendsNothingTwice) {
    CannedRedis server([](const CannedRedis::Words&) { return CannedRedis::Answer{"", true}; });
    const ManualClock clock;
    Pool pool(server.settings(), "", 1, {clock, [] { return 0.0; }});

    const auto failure = failure_of([&] {
        pool.with([](Connection& redis) { redis.call({"INCR", "n"}); });
    });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_THAT(server.asked(), ElementsAre("INCR n"));
}

TEST(RedisPool, AWrongPasswordIsToldAndNotTriedByEverybody) {
    CannedRedis server([](const CannedRedis::Words&) {
        return CannedRedis::Answer{"-WRONGPASS invalid username-password pair\r\n"};
    });
    auto settings = server.settings();
    settings.password = "secret";
    const ManualClock clock;
    Pool pool(settings, "", 1, {clock, [] { return 0.0; }});
    const auto use = [&] { pool.with([](Connection&) {}); };

    EXPECT_EQ(failure_of(use).code(), "WRONGPASS");
    EXPECT_THAT(failure_of(use).what(), HasSubstr("WRONGPASS"));

    EXPECT_THAT(server.asked(), ElementsAre("AUTH secret"));
}

}  // namespace
}  // namespace rollcall::db::redis
