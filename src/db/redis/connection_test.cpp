#include "db/redis/connection.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using tests::failure_of;
using Kind = Reply::Kind;

class RedisConnectionTest : public tests::RedisTest {
protected:
    // A text that no other test's script has: its server may not know it yet.
    Script script(std::string_view text) const {
        return Script("our_script", {"-- ", prefix(), "\n", text});
    }
};

TEST_F(RedisConnectionTest, EveryKindOfReplyComesBack) {
    Connection redis(settings());

    EXPECT_EQ(redis.call({"SET", key("a"), "text"}).text, "OK");
    EXPECT_EQ(redis.call({"GET", key("a")}).text, "text");
    EXPECT_TRUE(redis.call({"GET", key("none")}).is_nil());
    EXPECT_EQ(redis.call(Command{"INCRBY", key("n")}.add(-5)).integer, -5);
    redis.call({"RPUSH", key("list"), "x", "y"});
    const auto list = redis.call({"LRANGE", key("list"), "0", "-1"});
    ASSERT_EQ(list.kind, Kind::array);
    ASSERT_EQ(list.items.size(), 2U);
    EXPECT_EQ(list.items[1].text, "y");
}

TEST_F(RedisConnectionTest, TextOfAnyBytesAndAnyLengthComesBackAsItWas) {
    Connection redis(settings());
    std::string bytes(3'000'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 7);

    redis.call({"SET", key("a"), bytes});

    EXPECT_EQ(redis.call({"GET", key("a")}).text, bytes);
}

TEST_F(RedisConnectionTest, AnErrorIsThrownWithItsCodeAndTheConnectionGoesOn) {
    Connection redis(settings());
    redis.call({"SET", key("a"), "text"});

    const auto failure = failure_of([&] { redis.call({"LPUSH", key("a"), "x"}); });

    EXPECT_EQ(failure.trouble(), Trouble::refused);
    EXPECT_EQ(failure.code(), "WRONGTYPE");
    EXPECT_THAT(failure.what(), HasSubstr("LPUSH"));
    EXPECT_TRUE(redis.alive());
}

TEST_F(RedisConnectionTest, AnErrorNeverHoldsTheValuesThatWereSent) {
    Connection redis(settings());

    const auto failure = failure_of([&] { redis.call({"NONSENSE", "8001015009087"}); });

    EXPECT_THAT(failure.what(), HasSubstr("unknown command"));
    EXPECT_THAT(failure.what(), testing::Not(HasSubstr("8001015009087")));
}

TEST_F(RedisConnectionTest, ManyInOneGoAreAnsweredInOrderWithErrorsAmongThem) {
    Connection redis(settings());
    std::vector<Command> commands;
    for (int i = 0; i < 5'000; ++i)
        commands.push_back(Command{"RPUSH", key("list")}.add(i));
    commands[2'500] = {"HGET", key("list"), "field"};

    const auto replies = redis.call_all(commands);

    ASSERT_EQ(replies.size(), 5'000U);
    EXPECT_EQ(replies[2'499].integer, 2'500);
    EXPECT_TRUE(replies[2'500].is_error());
    EXPECT_THAT(replies[2'500].text, HasSubstr("WRONGTYPE"));
    EXPECT_EQ(replies[4'999].integer, 4'999);
    EXPECT_TRUE(redis.call_all({}).empty());
}

TEST_F(RedisConnectionTest, AScriptIsLearntByAServerThatDoesNotKnowIt) {
    Connection redis(settings());
    const auto adds = script("return redis.call('INCRBY', KEYS[1], ARGV[1])");

    EXPECT_EQ(redis.run(adds, adds.call({key("n")}).add(2)).integer, 2);
    EXPECT_EQ(redis.run(adds, adds.call({key("n")}).add(3)).integer, 5);
}

TEST_F(RedisConnectionTest, ManyCallsOfAnUnknownScriptRunOnceEachAndInOrder) {
    Connection redis(settings());
    const auto pushes = script("return redis.call('RPUSH', KEYS[1], ARGV[1])");
    std::vector<Command> calls;
    for (int i = 0; i < 100; ++i)
        calls.push_back(pushes.call({key("list")}).add(i));

    const auto replies = redis.run_all(pushes, calls);

    ASSERT_EQ(replies.size(), 100U);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(replies[static_cast<std::size_t>(i)].integer, i + 1);
    EXPECT_EQ(redis.call({"LINDEX", key("list"), "99"}).text, "99");
}

TEST_F(RedisConnectionTest, AnErrorWithinAScriptIsThrownWithItsNameAndCode) {
    Connection redis(settings());
    redis.call({"SET", key("a"), "text"});
    const auto pushes = script("return redis.call('RPUSH', KEYS[1], 'x')");

    const auto failure = failure_of([&] { redis.run(pushes, pushes.call({key("a")})); });

    EXPECT_EQ(failure.code(), "WRONGTYPE");
    EXPECT_THAT(failure.what(), HasSubstr("our_script"));
}

TEST_F(RedisConnectionTest, ABlockingCommandMayWaitLongerThanTheReplyTimeout) {
    auto chosen = settings();
    chosen.reply_timeout = milliseconds{1'000};
    Connection redis(chosen);

    const auto reply =
        redis.wait({"BRPOPLPUSH", key("none"), key("other"), "1.2"}, milliseconds{30'000});

    EXPECT_TRUE(reply.is_nil());
    EXPECT_TRUE(redis.alive());
}

TEST_F(RedisConnectionTest, ItsNameIsSeenByOthers) {
    Connection redis(settings());

    redis.name(prefix());

    EXPECT_THAT(redis.call({"CLIENT", "LIST"}).text, HasSubstr("name=" + prefix() + " "));
}

TEST_F(RedisConnectionTest, ItWorksInTheDatabaseThatWasChosen) {
    auto other = settings();
    other.database = 3;
    Connection there(other);
    there.call({"SET", key("a"), "there"});

    EXPECT_TRUE(Connection(settings()).call({"GET", key("a")}).is_nil());

    there.call({"DEL", key("a")});
}

TEST_F(RedisConnectionTest, MessagesComeOfChannelsAndPatterns) {
    Connection listener(settings());
    const std::vector<std::string> channels{key("one"), key("two")};
    const std::vector<std::string> patterns{prefix() + ":all*"};
    listener.subscribe(channels, patterns);
    Connection redis(settings());

    redis.call({"PUBLISH", key("two"), std::string("a\0b", 3)});
    redis.call({"PUBLISH", key("all-of-them"), "second"});
    redis.call({"PUBLISH", key("none"), "unheard"});

    const auto first = listener.next_message(milliseconds{30'000});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->pattern, "");
    EXPECT_EQ(first->channel, key("two"));
    EXPECT_EQ(first->payload, std::string("a\0b", 3));
    const auto second = listener.next_message(milliseconds{30'000});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->pattern, patterns[0]);
    EXPECT_EQ(second->channel, key("all-of-them"));
    EXPECT_FALSE(listener.next_message(milliseconds{0}));
}

TEST_F(RedisConnectionTest, ASilentSubscriptionAsksAfterItsServerAndGoesOn) {
    auto chosen = settings();
    chosen.reply_timeout = milliseconds{1'000};
    Connection listener(chosen);
    const std::vector<std::string> channels{key("one")};
    listener.subscribe(channels, {});

    EXPECT_FALSE(listener.next_message(milliseconds{1'500}));

    EXPECT_EQ(Connection(settings()).call({"PUBLISH", key("one"), "x"}).integer, 1);
    EXPECT_TRUE(listener.next_message(milliseconds{30'000}));
}

TEST_F(RedisConnectionTest, ItIsDeadOnceTheServerClosedIt) {
    Connection redis(settings());
    const auto id = redis.call({"CLIENT", "ID"}).integer;
    Connection(settings()).call(Command{"CLIENT", "KILL", "ID"}.add(id));

    const auto failure = failure_of([&] { redis.call({"PING"}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_FALSE(redis.alive());
}

}  // namespace
}  // namespace rollcall::db::redis
