#include <algorithm>
#include <atomic>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/guarded.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/subscriber.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

class RedisSubscriberTest : public tests::RedisTest {
protected:
    // Listens until it goes.
    struct Listening {
        Listening(const Settings& settings, const Subscription& subscription)
            : subscriber(
                  settings,
                  subscription,
                  {.heard = [this](const Message& message
                            ) { heard.with([&](auto& all) { all.push_back(message.payload); }); },
                   .begun = [this] { ++begun; }}
              ),
              thread([this](const std::stop_token& stop) { subscriber.run(stop); }) {}

        bool has_begun(int times) {
            return tests::comes_true([&] { return begun.load() >= times; });
        }
        bool has_heard(const std::string& payload) {
            return tests::comes_true([&] {
                return heard.with([&](const auto& all) {
                    return std::ranges::find(all, payload) != all.end();
                });
            });
        }

        std::atomic<int> begun = 0;
        Guarded<std::vector<std::string>> heard;
        Subscriber subscriber;
        std::jthread thread;
    };
};

TEST_F(RedisSubscriberTest, HandsOutWhatIsPublishedAfterItHasBegun) {
    Listening listening(settings(), {{key("one")}, {prefix() + ":all*"}});
    ASSERT_TRUE(listening.has_begun(1));
    Connection redis(settings());

    redis.call({"PUBLISH", key("one"), "first"});
    redis.call({"PUBLISH", key("all-of-them"), "second"});

    EXPECT_TRUE(listening.has_heard("first"));
    EXPECT_TRUE(listening.has_heard("second"));
}

TEST_F(RedisSubscriberTest, SubscribesAgainAfterItsServerWasRestarted) {
    tests::RedisProcess server;
    Listening listening(server.settings(), {{"one"}, {}});
    ASSERT_TRUE(listening.has_begun(1));

    server.kill();
    server.start();

    ASSERT_TRUE(listening.has_begun(2));
    Connection(server.settings()).call({"PUBLISH", "one", "again"});
    EXPECT_TRUE(listening.has_heard("again"));
}

TEST_F(RedisSubscriberTest, WaitsForAServerThatIsNotThereYetAndEndsWhenToldSo) {
    Settings nobody;
    nobody.server = {"127.0.0.1", tests::free_port()};
    Listening listening(nobody, {{"one"}, {}});

    listening.thread.request_stop();
    listening.thread.join();

    EXPECT_EQ(listening.begun.load(), 0);
}

}  // namespace
}  // namespace rollcall::db::redis
