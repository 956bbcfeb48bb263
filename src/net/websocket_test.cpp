#include "net/websocket.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/timers.hpp"
#include "net/server.hpp"
#include "tests/support/fake_front.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/small_api.hpp"
#include "tests/support/websocket_client.hpp"

namespace rollcall::net {
namespace {

using support::client_close;
using support::client_frame;
using support::Opcode;
using testing::HasSubstr;
using tests::FakeFront;
using tests::RawClient;
using tests::RawWebsocket;
using tests::upgrade_request;

constexpr int text_frame = 1;
constexpr int close_frame = 8;
constexpr int pong_frame = 10;

class WebsocketTest : public testing::Test {
protected:
    static ServerSettings quick_settings() {
        ServerSettings settings;
        settings.hosts = {"127.0.0.1"};
        settings.port = 0;
        return settings;
    }
    void start(const ServerSettings& settings = quick_settings()) {
        server.emplace(settings, api);
        ASSERT_TRUE(server->start(&front));
    }
    RawWebsocket client(std::string_view behind = {}) {
        return RawWebsocket(server->port(), behind);
    }

    FakeFront front;
    const tests::SmallApi api;
    std::optional<Server> server;
};

TEST_F(WebsocketTest, EchoesMessagesThatComeByteByByte) {
    start();
    auto raw = client();
    ASSERT_TRUE(raw.is_open());
    for (const auto& text : {std::string("a"), std::string(300, 'b')}) {
        for (const char c : client_frame(Opcode::text, text))
            raw.send({&c, 1});
        EXPECT_EQ(raw.read_frame().payload, text);
    }
}

TEST_F(WebsocketTest, EchoesManyMessagesOfOneWriteInOrder) {
    start();
    auto raw = client();
    std::string frames;
    for (int i = 0; i < 500; ++i)
        frames += client_frame(Opcode::binary, std::to_string(i));

    raw.send(frames);

    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(raw.read_frame().payload, std::to_string(i));
}

TEST_F(WebsocketTest, LosesNothingThatCameBehindTheUpgrade) {
    start();
    const auto behind =
        client_frame(Opcode::text, "early") + client_frame(Opcode::text, std::string(20'000, 'x'));

    auto raw = client(behind);

    EXPECT_EQ(raw.read_frame().payload, "early");
    EXPECT_EQ(raw.read_frame().payload, std::string(20'000, 'x'));
}

TEST_F(WebsocketTest, AnswersAPingAmidMessages) {
    start();
    auto raw = client();

    raw.send(client_frame(Opcode::ping, "are you there"));

    const auto pong = raw.read_frame();
    EXPECT_EQ(pong.opcode, pong_frame);
    EXPECT_EQ(pong.payload, "are you there");
    raw.say("and on");
    EXPECT_EQ(raw.read_frame().payload, "and on");
}

struct Goodbye {
    std::string_view name;
    std::string bytes;
    unsigned code;  // of the answer; 0: it gives none
};

TEST_F(WebsocketTest, AnswersAGoodbyeAndLetsTheClientCloseTheLine) {
    start();
    const std::string too_long(70'000, 'x');
    const std::vector<Goodbye> goodbyes{
        {"a close", client_close(1000, "bye"), 1000},
        {"a code of its own", client_close(4'001), 4'001},
        {"no code", client_frame(Opcode::close, ""), 0},
        {"a close behind a ping", client_close(1001) + client_frame(Opcode::ping, "x"), 1001},
        {"a frame without its mask", std::string("\x81\x01x", 3), 1002},
        {"a reserved code", client_close(1005), 1002},
        {"text that is no UTF-8", client_frame(Opcode::text, "\xFF"), 1007},
        {"too long a message", client_frame(Opcode::text, too_long), 1009},
    };
    for (const auto& [name, bytes, code] : goodbyes) {
        SCOPED_TRACE(name);
        auto raw = client();

        raw.send(bytes);

        const auto answer = raw.read_frame();
        EXPECT_EQ(answer.opcode, close_frame);
        EXPECT_EQ(answer.code(), code);
        EXPECT_TRUE(raw.is_ended());
        front.links.wait_for(0);
    }
}

TEST_F(WebsocketTest, TellsWhyALinkClosesBehindItsLastWords) {
    start();
    auto raw = client();

    raw.say("close");

    EXPECT_EQ(raw.read_frame().payload, "last words");
    const auto farewell = raw.read_frame();
    EXPECT_EQ(farewell.code(), 1008U);
    EXPECT_THAT(farewell.payload, HasSubstr("as asked"));
    raw.send(client_close(1008));
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(WebsocketTest, CutsAClientThatAnswersNoGoodbye) {
    auto settings = quick_settings();
    settings.deadlines.linger = Milliseconds(1);
    start(settings);
    auto raw = client();

    raw.say("close");

    EXPECT_EQ(raw.read_frame().payload, "last words");
    EXPECT_EQ(raw.read_frame().code(), 1008U);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(WebsocketTest, WritesAllOfALongQueueInOrderToASlowReader) {
    start();
    auto raw = client();
    constexpr int frames = 4'000;  // 8 MB, more than the kernel's buffers hold

    raw.say("burst " + std::to_string(frames));
    raw.send(client_frame(Opcode::ping, "amid"));

    bool has_pong = false;
    for (int i = 0; i < frames; ++i) {
        auto frame = raw.read_frame();
        if (frame.opcode == pong_frame) {
            has_pong = true;
            frame = raw.read_frame();
        }
        ASSERT_EQ(frame.payload, FakeFront::burst_line(i));
    }
    if (!has_pong) has_pong = raw.read_frame().opcode == pong_frame;
    EXPECT_TRUE(has_pong);
}

TEST_F(WebsocketTest, CutsAClientThatDoesNotRead) {
    auto settings = quick_settings();
    settings.deadlines.stall = Milliseconds(1);
    start(settings);
    auto raw = client();
    front.links.wait_for(1);

    raw.say("burst 8000");

    front.links.wait_for(0);
}

TEST_F(WebsocketTest, LetsGoOfTheLinkOfAClientThatIsGone) {
    start();
    auto first = client();
    auto second = client();
    front.links.wait_for(2);

    first.reset();
    second.end_sending();

    front.links.wait_for(0);
}

TEST_F(WebsocketTest, CutsALinkThatThrowsAndGoesOnWithTheOthers) {
    start();
    auto broken = client();
    auto whole = client();

    broken.say("throw");

    EXPECT_TRUE(broken.is_ended());
    whole.say("hello");
    EXPECT_EQ(whole.read_frame().payload, "hello");
}

TEST_F(WebsocketTest, HoldsAnIdleOneToNoDeadline) {
    auto settings = quick_settings();
    settings.deadlines.idle = Milliseconds(1);
    settings.deadlines.header = Milliseconds(1);
    start(settings);
    // On a slow machine the request itself may come too late for these deadlines.
    std::optional<RawWebsocket> raw;
    do {
        raw.emplace(server->port());
    } while (!raw->is_open());
    std::promise<void> rung;
    std::optional<live::Timer> timer;
    server->loop().post([&] {
        timer.emplace(server->loop().timers(), [&] { rung.set_value(); });
        // Longer than two looks at the deadlines.
        timer->in(Milliseconds(120));
    });

    rung.get_future().wait();

    raw->say("still here");
    EXPECT_EQ(raw->read_frame().payload, "still here");
    raw->reset();
    server->stop();
}

TEST_F(WebsocketTest, RefusesAnUpgradeInPlainHttpAndCloses) {
    start();
    RawClient forbidden(server->port());
    RawClient keyless(server->port());
    RawClient old(server->port());

    forbidden.send(upgrade_request("/closed"));
    keyless.send(
        "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n"
    );
    old.send(
        "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );

    const auto refusal = forbidden.read_answer();
    EXPECT_EQ(refusal.status, 403U);
    EXPECT_EQ(refusal.body, "not you");
    EXPECT_TRUE(forbidden.is_ended());
    EXPECT_EQ(keyless.read_answer().status, 400U);
    EXPECT_EQ(old.read_answer().header("sec-websocket-version"), "13");
}

TEST_F(WebsocketTest, LeavesUpgradesElsewhereAndToOtherProtocolsAlone) {
    start();
    RawClient raw(server->port());

    raw.send(upgrade_request("/hello"));
    EXPECT_EQ(raw.read_answer().body, "hello");
    raw.send("GET /socket HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n");

    EXPECT_EQ(raw.read_answer().status, 404U);
}

TEST_F(WebsocketTest, TellsEverybodyWhenItStops) {
    start();
    auto raw = client();
    raw.say("hello");
    EXPECT_EQ(raw.read_frame().payload, "hello");
    auto stopping = std::async(std::launch::async, [&] { server->stop(); });

    const auto farewell = raw.read_frame();

    EXPECT_EQ(farewell.code(), 1001U);
    raw.send(client_close(1001));
    EXPECT_TRUE(raw.is_ended());
    raw.reset();
    stopping.wait();
    front.links.wait_for(0);
}

TEST_F(WebsocketTest, LetsALinkWordItsOwnFarewellWhenItStops) {
    front.closes_links = true;
    start();
    auto raw = client();
    raw.say("hello");
    EXPECT_EQ(raw.read_frame().payload, "hello");
    auto stopping = std::async(std::launch::async, [&] { server->stop(); });

    EXPECT_EQ(raw.read_frame().code(), 1013U);

    raw.reset();
    stopping.wait();
}

TEST_F(WebsocketTest, CutsAtAStopWhoDoesNotLeave) {
    auto settings = quick_settings();
    settings.deadlines.stop = Milliseconds(1);
    // Whoever ends before the test does was cut.
    settings.deadlines.header = settings.deadlines.grace = settings.deadlines.stall =
        settings.deadlines.linger = std::chrono::hours(1);
    start(settings);
    auto raw = client();
    front.links.wait_for(1);

    server->stop();

    EXPECT_EQ(raw.read_frame().code(), 1001U);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(WebsocketTest, TakesThousandsAndTellsThemAll) {
    constexpr int clients = 2'000;
    start();
    std::vector<std::unique_ptr<RawWebsocket>> all;
    for (int i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<RawWebsocket>(server->port()));
        ASSERT_TRUE(all.back()->is_open()) << i;
    }
    front.links.wait_for(clients);

    server->loop().post([&] {
        for (int i = 0; i < 3; ++i) {
            const auto text = std::string(170, static_cast<char>('a' + i));
            front.broadcast(live::websocket::make_frame(Opcode::text, text));
        }
    });

    for (const auto& raw : all) {
        for (int i = 0; i < 3; ++i) {
            const auto frame = raw->read_frame();
            ASSERT_EQ(frame.opcode, text_frame);
            ASSERT_EQ(frame.payload, std::string(170, static_cast<char>('a' + i)));
        }
    }
}

TEST_F(WebsocketTest, CountsAmongTheConnectionsThatThereMayBe) {
    auto settings = quick_settings();
    settings.connections_max = 1;
    start(settings);
    auto raw = client();
    ASSERT_TRUE(raw.is_open());

    RawClient second(server->port());

    EXPECT_EQ(second.read_answer().status, 503U);
}

}  // namespace
}  // namespace rollcall::net
