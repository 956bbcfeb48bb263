#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

using support::binary_frame;
using support::body_of;
using support::EngineWorld;
using support::text_frame;
using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class EnginePolling : public ::testing::Test {
protected:
    Session& session() { return *world_.told().session; }

    EngineWorld world_;
    const std::string sid_ = world_.open();
};

TEST_F(EnginePolling, APostIsAnsweredOkAndItsMessageIsHeard) {
    const auto answer = world_.post(sid_, "4hello");

    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "ok");
    EXPECT_THAT(answer.headers, Contains(Pair("Content-Type", "text/html")));
    EXPECT_THAT(answer.headers, Contains(Pair("Cache-Control", "no-store")));
    EXPECT_THAT(world_.told().messages, ElementsAre("hello"));
}

TEST_F(EnginePolling, SeveralPacketsOfOnePostComeBackInOnePoll) {
    world_.application.on_message = support::echo;

    world_.post(
        sid_,
        "4test1\x1E"
        "4test2\x1E"
        "4test3\x1E"
        "bAQIDBA=="
    );

    EXPECT_EQ(
        body_of(world_.poll(sid_)),
        "4test1\x1E"
        "4test2\x1E"
        "4test3\x1E"
        "bAQIDBA=="
    );
}

TEST_F(EnginePolling, APollWaitsUntilThereIsSomething) {
    const auto poll = world_.poll(sid_);
    EXPECT_EQ(body_of(poll), std::nullopt);
    const auto woken = world_.waker.count;

    session().send(text_frame("late"));

    EXPECT_EQ(world_.waker.count, woken + 1);
    EXPECT_EQ(body_of(poll), "4late");
}

TEST_F(EnginePolling, WhatIsSentInOneTurnGoesOutTogetherAndWakesOnce) {
    const auto poll = world_.poll(sid_);
    const auto woken = world_.waker.count;

    session().send(text_frame("a"));
    session().send(binary_frame("\x01"));
    session().send(text_frame("b"));

    EXPECT_EQ(world_.waker.count, woken + 1);
    EXPECT_EQ(
        body_of(poll),
        "4a\x1E"
        "bAQ==\x1E"
        "4b"
    );
}

TEST_F(EnginePolling, WhatIsSentBetweenPollsWaitsForTheNext) {
    session().send(text_frame("a"));

    EXPECT_FALSE(session().is_writable());
    EXPECT_EQ(body_of(world_.poll(sid_)), "4a");
}

TEST_F(EnginePolling, IsWritableWhileAPollWaitsWithNothingToSay) {
    EXPECT_FALSE(session().is_writable());
    const auto poll = world_.poll(sid_);
    EXPECT_TRUE(session().is_writable());
    session().send(text_frame("a"));
    EXPECT_FALSE(session().is_writable());
}

TEST_F(EnginePolling, AMalformedPacketClosesTheSession) {
    for (const std::string body :
         {"abc",
          "",
          "9",
          "4ok\x1E",
          "\x1E"
          "4ok",
          "b!!!!",
          "bAQI",
          "4\xC3\x28",
          "4\xFF"}) {
        SCOPED_TRACE(body);
        EngineWorld world;
        const auto sid = world.open();

        EXPECT_EQ(world.post(sid, body).status, 400U);

        EXPECT_EQ(world.poll_status(sid), 400U);
        EXPECT_THAT(world.told().closed, ElementsAre(CloseReason::parse_error));
    }
}

TEST_F(EnginePolling, TwoPollsAtOnceEndTheSession) {
    const auto first = world_.poll(sid_);
    const auto second = world_.poll(sid_)->take_answer();

    EXPECT_EQ(body_of(first), "1");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->status, 400U);
    EXPECT_EQ(world_.poll_status(sid_), 400U);
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_error));
}

TEST_F(EnginePolling, APollThatTheClientAbortsEndsTheSession) {
    world_.poll(sid_).reset();

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_close));
    EXPECT_EQ(world_.poll_status(sid_), 400U);
}

TEST_F(EnginePolling, APollThatWasAnsweredMayGo) {
    auto poll = world_.poll(sid_);
    session().send(text_frame("a"));
    EXPECT_EQ(body_of(poll), "4a");

    poll.reset();

    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EnginePolling, TheClientsClosePacketReleasesItsPoll) {
    const auto poll = world_.poll(sid_);

    EXPECT_EQ(world_.post(sid_, "1").body, "ok");

    const auto answer = poll->take_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->body, "6");
    EXPECT_EQ(world_.poll_status(sid_), 400U);
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_close));
}

TEST_F(EnginePolling, NothingIsHeardAfterTheClosePacket) {
    world_.post(
        sid_,
        "4a\x1E"
        "1\x1E"
        "4b"
    );

    EXPECT_THAT(world_.told().messages, ElementsAre("a"));
}

TEST_F(EnginePolling, ABinaryBodyIsRefusedAndEndsTheSession) {
    world_.headers.emplace_back("content-type", "application/octet-stream");

    const auto answer = world_.post(sid_, "4hello");

    EXPECT_EQ(answer.status, 400U);
    EXPECT_THAT(world_.told().messages, IsEmpty());
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_error));
}

TEST_F(EnginePolling, TwoPostsAtOnceEndTheSession) {
    const auto target = EngineWorld::target("polling", sid_);
    const auto request = world_.request("POST", target);
    const auto first = world_.server->admit_post(request, 2);
    ASSERT_TRUE(first);

    const auto second = world_.server->admit_post(request, 2);

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().status, 400U);
    EXPECT_EQ((*first)->hear("4a").status, 400U);
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_error));
    EXPECT_THAT(world_.told().messages, IsEmpty());
}

TEST_F(EnginePolling, ABodyPastMaxPayloadIsRefusedAndHarmsNobody) {
    const auto target = EngineWorld::target("polling", sid_);
    const auto request = world_.request("POST", target);

    EXPECT_EQ(world_.server->admit_post(request, 1'000'001).error().status, 413U);
    const auto admitted = world_.server->admit_post(request, std::nullopt);
    EXPECT_EQ((*admitted)->bytes_max(), 1'000'000U);
    EXPECT_EQ((*admitted)->hear("4" + std::string(1'000'000, 'a')).status, 413U);

    EXPECT_EQ(world_.post(sid_, "4" + std::string(999'999, 'a')).status, 200U);
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EnginePolling, ABodyThatTurnsOutTooLongLeavesRoomForTheNext) {
    world_.headers.emplace_back("origin", "https://app.example.org");
    const auto target = EngineWorld::target("polling", sid_);
    const auto admitted = world_.server->admit_post(world_.request("POST", target), std::nullopt);

    const auto refused = (*admitted)->refuse_length();

    EXPECT_EQ(refused.status, 413U);
    EXPECT_THAT(refused.headers, Contains(Pair("Access-Control-Allow-Origin", _)));
    EXPECT_EQ(world_.post(sid_, "4hello").status, 200U);
    EXPECT_THAT(world_.told().messages, ElementsAre("hello"));
}

TEST_F(EnginePolling, APostWhoseClientIsGoneEndsTheSession) {
    const auto target = EngineWorld::target("polling", sid_);
    auto admitted = world_.server->admit_post(world_.request("POST", target), 2);
    EXPECT_THAT(world_.told().closed, IsEmpty());

    admitted->reset();

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_error));
}

TEST_F(EnginePolling, APostThatEndedHarmsNoSessionWhenItIsDestroyed) {
    const auto target = EngineWorld::target("polling", sid_);
    auto admitted = world_.server->admit_post(world_.request("POST", target), 2);
    EXPECT_EQ((*admitted)->hear("4a").status, 200U);

    admitted->reset();

    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EnginePolling, APostOutlivesTheSessionItWasFor) {
    const auto target = EngineWorld::target("polling", sid_);
    const auto admitted = world_.server->admit_post(world_.request("POST", target), 2);
    world_.server->shut_down();
    world_.loop.run();

    EXPECT_EQ((*admitted)->hear("4a").status, 400U);
    EXPECT_THAT(world_.told().messages, IsEmpty());
}

TEST_F(EnginePolling, OtherMethodsOfAKnownSessionAreRefusedAndHarmNobody) {
    const auto target = EngineWorld::target("polling", sid_);

    EXPECT_EQ(world_.server->other(world_.request("PUT", target)).status, 400U);
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EnginePolling, ReservedPacketsOfTheServerEndTheSessionAndEmptyOnesDoNot) {
    EXPECT_EQ(world_.post(sid_, "6").body, "ok");
    EXPECT_THAT(world_.told().closed, IsEmpty());

    world_.post(sid_, "2");
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::transport_error));
}

TEST_F(EnginePolling, OnePostHoldsABoundedNumberOfPackets) {
    std::string body = "4";
    for (int i = 1; i < 4'096; ++i)
        body +=
            "\x1E"
            "4";
    EXPECT_EQ(world_.post(sid_, body).status, 200U);
    EXPECT_EQ(world_.told().messages.size(), 4'096U);

    EXPECT_EQ(
        world_
            .post(
                sid_,
                body + "\x1E"
                       "4"
            )
            .status,
        400U
    );

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::parse_error));
}

}  // namespace
}  // namespace rollcall::live::engine_io
