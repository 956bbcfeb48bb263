#include <memory>
#include <string>
#include <string_view>

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

using support::binary_frame;
using support::body_of;
using support::EngineWorld;
using support::text_frame;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineUpgrade : public ::testing::Test {
protected:
    void pass(int milliseconds) { world_.loop.pass(Milliseconds{milliseconds}); }
    Session& session() { return *world_.told().session; }
    static void say(websocket::Link& link, std::string_view text) {
        link.receive(websocket::Opcode::text, text);
    }
    std::unique_ptr<websocket::Link> probed() {
        auto link = world_.upgrade(sid_).value();
        say(*link, "2probe");
        EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("3probe"));
        return link;
    }
    std::unique_ptr<websocket::Link> upgraded() {
        auto link = probed();
        say(*link, "5");
        return link;
    }

    EngineWorld world_;
    const std::string sid_ = world_.open();
};

TEST_F(EngineUpgrade, APollAfterTheProbeIsAnsweredWithANoop) {
    const auto link = probed();
    const auto poll = world_.poll(sid_);

    pass(99);
    EXPECT_EQ(body_of(poll), std::nullopt);
    pass(1);

    EXPECT_EQ(body_of(poll), "6");
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EngineUpgrade, EveryPollUntilTheClientHasMovedIsLetGo) {
    const auto link = probed();
    for (int i = 0; i < 2; ++i) {
        SCOPED_TRACE(i);
        const auto poll = world_.poll(sid_);
        pass(100);
        EXPECT_EQ(body_of(poll), "6");
    }
}

TEST_F(EngineUpgrade, CarriesEverythingOverTheWebsocketAfterwards) {
    world_.application.on_message = support::echo;
    const auto link = upgraded();

    say(*link, "4hello");
    link->receive(websocket::Opcode::binary, "\x01\x02");

    EXPECT_THAT(world_.told().messages, ElementsAre("hello", "\x01\x02"));
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4hello", "\x01\x02"));
    EXPECT_TRUE(session().is_writable());
}

TEST_F(EngineUpgrade, EndsPollingForTheSession) {
    const auto link = upgraded();

    EXPECT_EQ(world_.poll_status(sid_), 400U);
    EXPECT_EQ(world_.post(sid_, "4a").status, 400U);
    EXPECT_EQ(link->closing(), std::nullopt);
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EngineUpgrade, ASecondWebsocketIsRefusedWhileTheFirstStays) {
    const auto link = probed();
    EXPECT_EQ(world_.upgrade(sid_).error().status, 400U);
    say(*link, "5");
    EXPECT_EQ(world_.upgrade(sid_).error().status, 400U);

    say(*link, "4still here");

    EXPECT_THAT(world_.told().messages, ElementsAre("still here"));
}

TEST_F(EngineUpgrade, AWebsocketOfItsOwnTakesNoSecondEither) {
    const auto link = world_.websocket();

    EXPECT_EQ(world_.upgrade(world_.told().session->id()).error().status, 400U);
    EXPECT_EQ(link->closing(), std::nullopt);
}

TEST_F(EngineUpgrade, WhatWasQueuedMeanwhileFollowsInOrder) {
    const auto link = probed();
    session().send(text_frame("a"));
    session().send(binary_frame("b"));
    EXPECT_THAT(EngineWorld::frames(*link), IsEmpty());
    const auto woken = world_.waker.count;

    say(*link, "5");
    session().send(text_frame("c"));

    EXPECT_GT(world_.waker.count, woken);
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4a", "b", "4c"));
}

TEST_F(EngineUpgrade, APollThatStillWaitsWhenTheClientMovesGetsNothingOfTheQueue) {
    const auto link = probed();
    const auto poll = world_.poll(sid_);
    session().send(text_frame("a"));

    say(*link, "5");

    EXPECT_EQ(body_of(poll), "6");
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4a"));
}

TEST_F(EngineUpgrade, AWaitingPollStillGetsMessagesWhileTheClientMoves) {
    const auto link = probed();
    const auto poll = world_.poll(sid_);
    session().send(text_frame("a"));

    EXPECT_EQ(body_of(poll), "4a");
    say(*link, "5");
    EXPECT_THAT(EngineWorld::frames(*link), IsEmpty());
}

TEST_F(EngineUpgrade, AnythingButAProbeEndsTheWebsocketAndNotTheSession) {
    for (const std::string_view text : {"2", "2other", "5", "4hello", "", "abc", "3probe"}) {
        SCOPED_TRACE(text);
        EngineWorld world;
        const auto sid = world.open();
        const auto link = world.upgrade(sid).value();

        say(*link, text);

        EXPECT_TRUE(link->closing());
        EXPECT_EQ(world.post(sid, "4hello").body, "ok");
        EXPECT_THAT(world.told().messages, ElementsAre("hello"));
    }
}

TEST_F(EngineUpgrade, BinaryIsNoProbe) {
    const auto link = world_.upgrade(sid_).value();

    link->receive(websocket::Opcode::binary, "2probe");

    EXPECT_TRUE(link->closing());
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EngineUpgrade, ASecondProbeEndsTheWebsocket) {
    const auto link = probed();

    say(*link, "2probe");

    EXPECT_TRUE(link->closing());
    EXPECT_THAT(EngineWorld::frames(*link), IsEmpty());
}

TEST_F(EngineUpgrade, TakesNoLongerThanItMay) {
    auto settings = support::quick_settings();
    settings.upgrade_timeout = Milliseconds{150};
    EngineWorld world(settings);
    const auto sid = world.open();
    const auto link = world.upgrade(sid).value();
    say(*link, "2probe");

    world.loop.pass(Milliseconds{149});
    EXPECT_EQ(link->closing(), std::nullopt);
    world.loop.pass(Milliseconds{1});

    EXPECT_TRUE(link->closing());
    EXPECT_EQ(world.post(sid, "4hello").body, "ok");
    EXPECT_TRUE(world.upgrade(sid));
}

TEST_F(EngineUpgrade, ALostWebsocketLeavesTheSessionToPollingAndToAnother) {
    probed().reset();

    EXPECT_THAT(world_.told().closed, IsEmpty());
    EXPECT_EQ(world_.post(sid_, "4hello").body, "ok");
    const auto poll = world_.poll(sid_);
    pass(100);
    EXPECT_EQ(body_of(poll), std::nullopt);
    const auto link = upgraded();
    EXPECT_EQ(body_of(poll), "6");
}

TEST_F(EngineUpgrade, KeepsTheHeartbeatThatWasUnderWay) {
    pass(200);
    const auto link = upgraded();

    pass(100);
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("2"));
    say(*link, "3");
    pass(300);
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("2"));
}

TEST_F(EngineUpgrade, EndsWithTheSession) {
    const auto link = probed();
    const auto poll = world_.poll(sid_);

    session().close(CloseReason::forced_close);

    EXPECT_EQ(body_of(poll), "1");
    EXPECT_TRUE(link->closing());
    say(*link, "5");
    EXPECT_EQ(world_.server->sessions(), 0U);
}

TEST_F(EngineUpgrade, CarriesTheLastWordsOfASessionThatClosedMeanwhile) {
    const auto link = probed();
    session().send(text_frame("goodbye"));
    session().close(CloseReason::forced_close);
    EXPECT_EQ(link->closing(), std::nullopt);

    say(*link, "5");

    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4goodbye"));
    EXPECT_TRUE(link->closing());
    EXPECT_EQ(world_.server->sessions(), 0U);
}

}  // namespace
}  // namespace rollcall::live::engine_io
