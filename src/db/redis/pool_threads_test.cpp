#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/pool.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

constexpr int threads = 8;
constexpr int rounds = 100;

class RedisPoolThreadsTest : public tests::RedisTest {
protected:
    template <class Use>
    static void at_once(const Use& use) {
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i)
            workers.emplace_back(use);
    }
};

TEST_F(RedisPoolThreadsTest, ManyThreadsShareFewConnections) {
    Pool pool(settings(), prefix(), 3);
    std::atomic<int> lent = 0;
    std::atomic<int> most = 0;

    at_once([&] {
        for (int i = 0; i < rounds; ++i) {
            pool.with([&](Connection& redis) {
                const int now = ++lent;
                for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                }
                redis.call({"INCR", key("n")});
                --lent;
            });
        }
    });

    EXPECT_LE(most.load(), 3);
    EXPECT_TRUE(pool.is_up());
    pool.with([&](Connection& redis) {
        EXPECT_EQ(redis.call({"GET", key("n")}).text, std::to_string(threads * rounds));
        const auto list = redis.call({"CLIENT", "LIST"}).text;
        std::size_t ours = 0;
        for (auto at = list.find("name=" + prefix()); at != std::string::npos;
             at = list.find("name=" + prefix(), at + 1)) {
            ++ours;
        }
        EXPECT_LE(ours, 3U);
    });
}

TEST_F(RedisPoolThreadsTest, AServerThatDiesUnderThemIsToldToAllAndMetAgainByAll) {
    tests::RedisProcess server;
    Pool pool(server.settings(), prefix(), 3);
    std::atomic<int> told = 0;
    std::atomic<int> waiting = threads;

    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) {
            workers.emplace_back([&](const std::stop_token&) {
                const auto is_answered = [&] {
                    try {
                        pool.with([](Connection& redis) { redis.call({"PING"}); });
                        return true;
                    } catch (const RedisFailure&) {
                        return false;
                    }
                };
                EXPECT_TRUE(tests::comes_true([&] { return !is_answered(); }));
                ++told;
                EXPECT_TRUE(tests::comes_true(is_answered));
                --waiting;
            });
        }
        server.kill();
        EXPECT_TRUE(tests::comes_true([&] { return told.load() == threads; }));
        EXPECT_FALSE(pool.is_up());
        server.start();
    }

    EXPECT_EQ(waiting.load(), 0);
    EXPECT_TRUE(pool.is_up());
}

}  // namespace
}  // namespace rollcall::db::redis
