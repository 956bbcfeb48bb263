#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

using support::body_of;
using support::EngineWorld;
using support::text_frame;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineClosing : public ::testing::Test {
protected:
    void pass(int milliseconds) { world_.loop.pass(Milliseconds{milliseconds}); }
    Session& session() { return *world_.told().session; }

    EngineWorld world_;
};

TEST_F(EngineClosing, AnswersThePollThatWaits) {
    const auto sid = world_.open();
    const auto poll = world_.poll(sid);

    session().close(CloseReason::forced_close);

    EXPECT_TRUE(session().is_closed());
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
    EXPECT_EQ(body_of(poll), "1");
    EXPECT_EQ(world_.poll_status(sid), 400U);
}

TEST_F(EngineClosing, WaitsForTheNextPollWithTheLastWords) {
    const auto sid = world_.open();
    session().send(text_frame("goodbye"));
    session().close(CloseReason::forced_close);
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));

    EXPECT_EQ(world_.post(sid, "4are you there").body, "ok");
    EXPECT_EQ(
        body_of(world_.poll(sid)),
        "4goodbye\x1E"
        "1"
    );

    EXPECT_THAT(world_.told().messages, IsEmpty());
    EXPECT_EQ(world_.poll_status(sid), 400U);
    EXPECT_EQ(world_.server->sessions(), 0U);
}

TEST_F(EngineClosing, WaitsNoLongerThanThirtySeconds) {
    world_.open();
    session().close(CloseReason::forced_close);

    pass(29'999);
    EXPECT_EQ(world_.server->sessions(), 1U);
    pass(1);

    EXPECT_EQ(world_.server->sessions(), 0U);
    EXPECT_TRUE(world_.told().is_destroyed);
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
}

TEST_F(EngineClosing, OfAWebsocketWritesWhatIsQueuedFirst) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);
    session().send(text_frame("goodbye"));

    session().close(CloseReason::forced_close);

    ASSERT_TRUE(link->closing());
    EXPECT_EQ(link->closing()->code, websocket::CloseCode::normal);
    pass(0);
    EXPECT_TRUE(world_.told().is_destroyed);
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4goodbye"));
}

TEST_F(EngineClosing, AWebsocketThatGoesTakesTheSessionAlong) {
    auto link = world_.websocket();

    link.reset();

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_close));
    EXPECT_EQ(world_.server->sessions(), 0U);
}

TEST_F(EngineClosing, AMalformedFrameEndsTheSession) {
    for (const std::string text : {"", "abc", "9"}) {
        SCOPED_TRACE(text);
        EngineWorld world;
        const auto link = world.websocket();

        link->receive(websocket::Opcode::text, text);

        EXPECT_TRUE(link->closing());
        EXPECT_THAT(world.told().closed, ElementsAre(CloseReason::parse_error));
    }
}

TEST_F(EngineClosing, TheClientsClosePacketEndsItsWebsocket) {
    const auto link = world_.websocket();

    link->receive(websocket::Opcode::text, "1");

    EXPECT_TRUE(link->closing());
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_close));
}

TEST_F(EngineClosing, AMessagePastMaxPayloadEndsTheWebsocketAsTooBig) {
    auto settings = support::quick_settings();
    settings.payload_bytes_max = 10;
    EngineWorld world(settings);
    const auto link = world.websocket();
    link->receive(websocket::Opcode::binary, "1234567890");
    EXPECT_EQ(link->closing(), std::nullopt);

    link->receive(websocket::Opcode::binary, "12345678901");

    ASSERT_TRUE(link->closing());
    EXPECT_EQ(link->closing()->code, websocket::CloseCode::too_big);
    EXPECT_THAT(world.told().closed, ElementsAre(CloseReason::transport_error));
    EXPECT_EQ(world.told().messages.size(), 1U);
}

TEST_F(EngineClosing, MayHappenWhileTheClientHearsAMessageOfAPost) {
    world_.application.on_message = [](Session& session, websocket::Opcode, std::string_view) {
        session.close(CloseReason::forced_close);
        session.send(text_frame("too late"));
    };
    const auto sid = world_.open();

    EXPECT_EQ(
        world_
            .post(
                sid,
                "4a\x1E"
                "4b\x1E"
                "abc"
            )
            .body,
        "ok"
    );

    EXPECT_THAT(world_.told().messages, ElementsAre("a"));
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
    EXPECT_FALSE(world_.told().is_destroyed);
    EXPECT_EQ(body_of(world_.poll(sid)), "1");
}

TEST_F(EngineClosing, MayHappenWhileTheClientHearsAFrame) {
    world_.application.on_message = [](Session& session, websocket::Opcode, std::string_view) {
        session.close(CloseReason::forced_close);
    };
    const auto link = world_.websocket();

    link->receive(websocket::Opcode::text, "4a");
    link->receive(websocket::Opcode::text, "4b");

    EXPECT_FALSE(world_.told().is_destroyed);
    world_.loop.run();
    EXPECT_TRUE(world_.told().is_destroyed);
    link->receive(websocket::Opcode::text, "4c");
    EXPECT_THAT(world_.told().messages, ElementsAre("a"));
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
}

TEST_F(EngineClosing, IsHeardOnceHoweverOftenItHappens) {
    world_.application.on_closed = [](Session& session) {
        session.close(CloseReason::slow_reader);
    };
    auto link = world_.websocket();

    session().close(CloseReason::forced_close);
    session().close(CloseReason::ping_timeout);
    link->receive(websocket::Opcode::text, "abc");
    link.reset();
    pass(60'000);

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
}

TEST_F(EngineClosing, TheClientIsDestroyedOnlyByAStepOfTheLoop) {
    auto link = world_.websocket();

    link.reset();

    EXPECT_FALSE(world_.told().is_destroyed);
    world_.loop.run();
    EXPECT_TRUE(world_.told().is_destroyed);
}

TEST_F(EngineClosing, OfTheServerEndsEverySession) {
    const auto waiting = world_.open();
    const auto poll = world_.poll(waiting);
    const auto idle = world_.open();
    const auto link = world_.websocket();
    session().send(text_frame("goodbye"));
    world_.open();
    session().close(CloseReason::forced_close);

    world_.server->shut_down();

    EXPECT_EQ(world_.server->sessions(), 0U);
    EXPECT_EQ(body_of(poll), "1");
    ASSERT_TRUE(link->closing());
    EXPECT_EQ(link->closing()->code, websocket::CloseCode::going_away);
    EXPECT_EQ(EngineWorld::frames(*link).back(), "4goodbye");
    for (int i = 0; i < 3; ++i) {
        const auto& closed = world_.application.told[static_cast<std::size_t>(i)]->closed;
        EXPECT_THAT(closed, ElementsAre(CloseReason::server_shutdown));
    }
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
}

TEST_F(EngineClosing, OfTheServerMayComeFromAClientThatCloses) {
    const auto link = world_.websocket();
    const auto other = world_.websocket();
    world_.application.on_closed = [this](Session&) { world_.server->shut_down(); };

    link->receive(websocket::Opcode::text, "1");
    world_.loop.run();

    EXPECT_EQ(world_.server->sessions(), 0U);
    EXPECT_TRUE(link->closing());
    EXPECT_TRUE(other->closing());
    for (const auto& told : world_.application.told)
        EXPECT_EQ(told->closed.size(), 1U);
}

TEST_F(EngineClosing, PollsAndWebsocketsMayOutliveTheServer) {
    auto link = world_.websocket();
    auto poll = world_.poll(world_.open());
    auto moving = world_.upgrade(world_.open()).value();

    world_.server.reset();
    world_.loop.run();

    EXPECT_TRUE(link->closing());
    EXPECT_TRUE(moving->closing());
    EXPECT_EQ(body_of(poll), "1");
    link->receive(websocket::Opcode::text, "4a");
    for (const auto& told : world_.application.told) {
        EXPECT_THAT(told->closed, IsEmpty());
        EXPECT_TRUE(told->is_destroyed);
    }
}

TEST_F(EngineClosing, AServerMayGoBeforeTheStepThatDestroysItsSessions) {
    world_.websocket().reset();

    world_.server.reset();

    EXPECT_TRUE(world_.told().is_destroyed);
    world_.loop.run();
}

}  // namespace
}  // namespace rollcall::live::engine_io
