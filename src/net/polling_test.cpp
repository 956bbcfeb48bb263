#include <future>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/server.hpp"
#include "net/server.hpp"
#include "tests/support/engine_world.hpp"
#include "tests/support/fake_front.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tests::RawAnswer;
using tests::RawClient;
using tests::RawWebsocket;

class PollingTest : public testing::Test {
protected:
    PollingTest() {
        ServerSettings settings;
        settings.hosts = {"127.0.0.1"};
        settings.port = 0;
        server.emplace(settings, api);
        auto rules = support::quick_settings();
        rules.ping_interval = std::chrono::minutes(1);
        rules.payload_bytes_max = 1'000;
        application.on_message = support::echo;
        application.on_closed = [this](auto&) { closed.set_value(); };
        engine.emplace(rules, application, server->loop());
        front.engine = &*engine;
        EXPECT_TRUE(server->start(&front));
    }
    ~PollingTest() override { server->stop(); }

    static std::string path(std::string_view sid, std::string_view transport = "polling") {
        auto target = support::EngineWorld::target(transport, sid);
        return target;
    }
    static std::string get(std::string_view sid) {
        return "GET " + path(sid) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    static std::string post(std::string_view sid, std::string_view body) {
        return "POST " + path(sid) +
               " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + std::string(body);
    }
    RawAnswer ask(const std::string& request) {
        RawClient raw(server->port());
        raw.send(request);
        return raw.read_answer();
    }
    std::string open() {
        const auto body = ask(get("")).body;
        const auto begin = body.find("\"sid\":\"") + 7;
        return body.substr(begin, body.find('"', begin) - begin);
    }

    const tests::SmallApi api;
    std::optional<Server> server;
    tests::FakeFront front;
    support::RecordingApplication application;
    std::promise<void> closed;
    std::optional<live::engine_io::Server> engine;
};

TEST_F(PollingTest, CarriesASessionOverOneConnection) {
    RawClient raw(server->port());
    raw.send(get(""));
    const auto opened = raw.read_answer();
    EXPECT_EQ(opened.header("content-type"), "text/plain; charset=UTF-8");
    EXPECT_EQ(opened.header("cache-control"), "no-store");
    EXPECT_EQ(opened.header("access-control-allow-origin"), "*");
    EXPECT_EQ(opened.header("content-length"), std::to_string(opened.body.size()));
    EXPECT_NE(opened.header("x-request-id"), "");
    EXPECT_THAT(opened.body, StartsWith("0{"));
    const auto sid = opened.body.substr(opened.body.find("\"sid\":\"") + 7, 20);

    raw.send(
        post(
            sid,
            "4hello\x1E"
            "4there"
        ) +
        get(sid)
    );

    const auto posted = raw.read_answer();
    EXPECT_EQ(posted.status, 200U);
    EXPECT_EQ(posted.body, "ok");
    EXPECT_EQ(
        raw.read_answer().body,
        "4hello\x1E"
        "4there"
    );
}

TEST_F(PollingTest, AnswersAPollWhenThereIsSomethingToTell) {
    const auto sid = open();
    RawClient waiting(server->port());
    waiting.send(get(sid));

    EXPECT_EQ(ask(post(sid, "4news")).body, "ok");

    EXPECT_EQ(waiting.read_answer().body, "4news");
}

TEST_F(PollingTest, ClosesTheSessionOfAPollThatTheClientAborts) {
    const auto sid = open();
    {
        RawClient waiting(server->port());
        waiting.send(get(sid));
        // Once another request is answered the poll was heard.
        ask(post(sid, "3"));
    }

    closed.get_future().wait();

    EXPECT_EQ(ask(get(sid)).status, 400U);
}

TEST_F(PollingTest, TakesARequestBehindAPollForNoEnd) {
    const auto sid = open();
    RawClient waiting(server->port());
    waiting.send(get(sid) + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    ask(post(sid, "3"));
    waiting.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");

    ask(post(sid, "4news"));

    EXPECT_EQ(waiting.read_answer().body, "4news");
    EXPECT_EQ(waiting.read_answer().body, "hello");
    EXPECT_EQ(waiting.read_answer().body, "hello");
}

TEST_F(PollingTest, EndsBothOfTwoPollsAtOnce) {
    const auto sid = open();
    RawClient first(server->port());
    first.send(get(sid));
    ask(post(sid, "3"));

    EXPECT_EQ(ask(get(sid)).status, 400U);
    EXPECT_EQ(first.read_answer().body, "1");
}

TEST_F(PollingTest, RefusesABodyThatIsTooLongBeforeItIsSent) {
    const auto sid = open();
    RawClient raw(server->port());

    raw.send(
        "POST " + path(sid) +
        " HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n"
        "Expect: 100-continue\r\n\r\n"
    );

    EXPECT_EQ(raw.read_answer().status, 413U);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(PollingTest, RefusesChunksThatBecomeTooLongAsTheEngineDoes) {
    const auto sid = open();

    const auto answer =
        ask("POST " + path(sid) +
            " HTTP/1.1\r\nHost: a\r\n"
            "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" +
            std::string(1'001, 'x') + "\r\n0\r\n\r\n");

    EXPECT_EQ(answer.status, 413U);
    EXPECT_THAT(answer.body, HasSubstr("Payload too large"));
    EXPECT_EQ(answer.header("access-control-allow-origin"), "*");
}

TEST_F(PollingTest, TakesTheNextBodyAfterOneThatWasTooLong) {
    const auto sid = open();
    ask("POST " + path(sid) + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
        std::string(1'001, 'x') + "\r\n0\r\n\r\n");

    EXPECT_EQ(ask(post(sid, "4hello")).body, "ok");
    EXPECT_EQ(ask(get(sid)).body, "4hello");
}

TEST_F(PollingTest, ClosesTheSessionOfAPostThatTheClientAborts) {
    const auto sid = open();
    {
        RawClient posting(server->port());
        posting.send("POST " + path(sid) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n4he");
    }

    closed.get_future().wait();

    EXPECT_EQ(ask(get(sid)).status, 400U);
}

TEST_F(PollingTest, AsksForABodyThatAwaitsItsContinue) {
    const auto sid = open();
    RawClient raw(server->port());

    raw.send(
        "POST " + path(sid) +
        " HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
        "Expect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(raw.read_answer().status, 100U);
    raw.send("4hello");

    EXPECT_EQ(raw.read_answer().body, "ok");
}

TEST_F(PollingTest, LeavesOtherMethodsToTheEngine) {
    const auto preflight =
        ask("OPTIONS " + path("") +
            " HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n"
            "Access-Control-Request-Method: POST\r\n\r\n");

    EXPECT_LT(preflight.status, 300U);
    EXPECT_THAT(preflight.header("access-control-allow-methods"), HasSubstr("POST"));
    EXPECT_EQ(ask("PUT " + path("") + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 400U);
}

TEST_F(PollingTest, MovesASessionToAWebsocket) {
    const auto sid = open();
    RawWebsocket raw(server->port(), tests::upgrade_request(path(sid, "websocket")), "");
    ASSERT_TRUE(raw.is_open());

    raw.say("2probe");
    EXPECT_EQ(raw.read_frame().payload, "3probe");
    raw.say("5");
    EXPECT_EQ(ask(get(sid)).status, 400U);
    raw.say("4hello");

    EXPECT_EQ(raw.read_frame().payload, "4hello");
}

TEST_F(PollingTest, AnswersWaitingPollsWhenItStops) {
    const auto sid = open();
    RawClient waiting(server->port());
    waiting.send(get(sid));
    ask(post(sid, "3"));

    server->stop();

    EXPECT_NE(waiting.read_answer().status, 0U);
    EXPECT_TRUE(waiting.is_ended());
}

}  // namespace
}  // namespace rollcall::net
