#include "db/redis/session.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"
#include "tests/support/canned_redis.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"

namespace rollcall::db::redis {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::CannedRedis;
using tests::failure_of;

// A server that answers everything with this.
CannedRedis::Answers always(std::string bytes, bool and_close = false) {
    return [=](const CannedRedis::Words&) { return CannedRedis::Answer{bytes, and_close}; };
}

TEST(RedisSession, LogsInWithAPasswordAndChoosesTheDatabaseFirst) {
    CannedRedis server(always("+OK\r\n"));

    Session(
        server.endpoint(), server.settings(), {.username = "", .password = "secret", .database = 2}
    );

    EXPECT_THAT(server.asked(), ElementsAre("AUTH secret", "SELECT 2"));
}

TEST(RedisSession, LogsInAsAUser) {
    CannedRedis server(always("+OK\r\n"));

    Session(server.endpoint(), server.settings(), {.username = "bull", .password = "secret"});

    EXPECT_THAT(server.asked(), ElementsAre("AUTH bull secret"));
}

TEST(RedisSession, IsRefusedByAServerThatDoesNotKnowThePassword) {
    CannedRedis server(always("-WRONGPASS invalid username-password pair\r\n"));

    const auto failure = failure_of([&] {
        Session(server.endpoint(), server.settings(), {.username = "", .password = "secret"});
    });

    EXPECT_EQ(failure.trouble(), Trouble::refused);
    EXPECT_EQ(failure.code(), "WRONGPASS");
    EXPECT_THAT(failure.what(), testing::Not(HasSubstr("secret")));
}

TEST(RedisSession, AServerThatStillLoadsItsDataIsOutOfReach) {
    CannedRedis server(always("-LOADING Redis is loading the dataset in memory\r\n"));

    const auto failure = failure_of([&] {
        Session(server.endpoint(), server.settings(), {.username = "", .password = "p"});
    });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("loading"));
}

TEST(RedisSession, AServerThatEndsTheLoginIsOutOfReach) {
    CannedRedis server(always("", true));

    const auto failure = failure_of([&] {
        Session(server.endpoint(), server.settings(), {.username = "", .password = "p"});
    });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
}

TEST(RedisSession, AServerThatIsSilentAtTheLoginIsOutOfReachInTime) {
    CannedRedis server(always(""));
    auto settings = server.settings();
    settings.connect_timeout = milliseconds{200};

    const auto failure = failure_of([&] {
        Session(server.endpoint(), settings, {.username = "", .password = "p"});
    });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("in time"));
}

TEST(RedisSession, NobodyAtThePortIsOutOfReachAndNamed) {
    const Endpoint nobody{"127.0.0.1", tests::free_port()};

    const auto failure = failure_of([&] { Session(nobody, {}, {}); });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr("127.0.0.1:" + std::to_string(nobody.port)));
}

TEST(RedisSession, ANameThatIsNoneIsOutOfReach) {
    const auto failure = failure_of([] { Session({"no name", 6379}, {}, {}); });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
}

TEST(RedisSession, HalfAReplyAndThenNothingIsLost) {
    for (const std::string_view half : {"$10\r\nhalf", "*3\r\n:1\r\n", "+O", ""}) {
        for (const bool closes : {true, false}) {
            SCOPED_TRACE(std::string(half) + (closes ? " closed" : " silent"));
            CannedRedis server(always(std::string(half), closes));
            auto settings = server.settings();
            settings.reply_timeout = milliseconds{100};
            Session session(server.endpoint(), settings, {});

            const auto failure = failure_of([&] { session.ask({"GET", "a"}); });

            EXPECT_EQ(failure.trouble(), Trouble::lost);
            EXPECT_FALSE(session.is_quiet());
        }
    }
}

TEST(RedisSession, AnAnswerThatNobodyAskedForIsNoQuiet) {
    CannedRedis server(always("+OK\r\n+more\r\n"));
    Session session(server.endpoint(), server.settings(), {});
    EXPECT_TRUE(session.is_quiet());

    EXPECT_EQ(session.ask({"GET", "a"}).text, "OK");

    EXPECT_FALSE(session.is_quiet());
}

TEST(RedisSession, WhatIsNoReplyIsLost) {
    CannedRedis server(always("HTTP/1.1 400 Bad Request\r\n\r\n"));
    Session session(server.endpoint(), server.settings(), {});

    const auto failure = failure_of([&] { session.ask({"GET", "a"}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_FALSE(session.is_quiet());
}

TEST(RedisSession, AReplyWithoutEndIsLostBeforeItFillsTheMemory) {
    // More than ReplyLimits allow one reply.
    CannedRedis server(always("$2000000000\r\n" + std::string(70UL << 20U, 'x')));
    Session session(server.endpoint(), server.settings(), {});

    const auto failure = failure_of([&] { session.ask({"GET", "a"}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_THAT(failure.what(), HasSubstr("too many bytes"));
}

TEST(RedisSession, NothingIsSentOnceItIsLost) {
    CannedRedis server(always("", true));
    Session session(server.endpoint(), server.settings(), {});
    failure_of([&] { session.ask({"GET", "a"}); });

    const auto failure = failure_of([&] { session.ask({"GET", "b"}); });

    EXPECT_EQ(failure.trouble(), Trouble::lost);
    EXPECT_THAT(server.asked(), ElementsAre("GET a"));
}

TEST(RedisErrorCode, IsTheFirstWord) {
    EXPECT_EQ(error_code("WRONGTYPE Operation against"), "WRONGTYPE");
    EXPECT_EQ(error_code("OOM"), "OOM");
    EXPECT_EQ(error_code(""), "");
}

TEST(RedisErrorCode, WithinAScriptIsThatOfTheScriptsError) {
    EXPECT_EQ(
        error_code("ERR Error running script (call to f_0): @user_script:1: -READONLY You can't"),
        "READONLY"
    );
    EXPECT_EQ(error_code("ERR Error running script (call to f_0): @user_script:1: x"), "ERR");
}

}  // namespace
}  // namespace rollcall::db::redis
