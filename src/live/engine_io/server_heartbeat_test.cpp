#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

using support::body_of;
using support::EngineWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EngineHeartbeat : public ::testing::Test {
protected:
    void pass(int milliseconds) { world_.loop.pass(Milliseconds{milliseconds}); }

    EngineWorld world_;
};

TEST_F(EngineHeartbeat, OverPollingIsAPingThatThePostAnswers) {
    const auto sid = world_.open();

    for (int i = 0; i < 3; ++i) {
        SCOPED_TRACE(i);
        const auto poll = world_.poll(sid);
        pass(299);
        EXPECT_EQ(body_of(poll), std::nullopt);
        pass(1);
        EXPECT_EQ(body_of(poll), "2");
        EXPECT_EQ(world_.post(sid, "3").body, "ok");
    }
    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EngineHeartbeat, ASessionThatNeverPollsIsGoneAtTheMillisecond) {
    const auto sid = world_.open();

    pass(499);
    EXPECT_THAT(world_.told().closed, IsEmpty());
    pass(1);

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::ping_timeout));
    EXPECT_EQ(world_.poll_status(sid), 400U);
    EXPECT_EQ(world_.server->sessions(), 0U);
}

TEST_F(EngineHeartbeat, APollThatWaitsThroughTheTimeoutIsToldToClose) {
    const auto sid = world_.open();
    pass(300);
    EXPECT_EQ(body_of(world_.poll(sid)), "2");
    const auto poll = world_.poll(sid);

    pass(200);

    EXPECT_EQ(body_of(poll), "1");
}

TEST_F(EngineHeartbeat, OverAWebsocketIsATextFrame) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);

    for (int i = 0; i < 3; ++i) {
        SCOPED_TRACE(i);
        pass(300);
        EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("2"));
        link->receive(websocket::Opcode::text, "3");
    }
    EXPECT_EQ(link->closing(), std::nullopt);
}

TEST_F(EngineHeartbeat, AWebsocketWithoutAnAnswerClosesAtTheMillisecond) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);

    pass(499);
    EXPECT_EQ(link->closing(), std::nullopt);
    pass(1);

    EXPECT_TRUE(link->closing());
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::ping_timeout));
}

TEST_F(EngineHeartbeat, OnlyAPongIsAnAnswer) {
    const auto link = world_.websocket();
    pass(300);

    link->receive(websocket::Opcode::text, "4I am here");
    link->receive(websocket::Opcode::text, "6");
    pass(200);

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::ping_timeout));
}

TEST_F(EngineHeartbeat, ALinkThatIsHalfOpenIsFoundOut) {
    const auto link = world_.websocket();

    for (int i = 0; i < 100; ++i)
        world_.told().session->send(support::text_frame("into the void"));
    pass(500);

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::ping_timeout));
    EXPECT_THAT(EngineWorld::frames(*link), IsEmpty());
}

}  // namespace
}  // namespace rollcall::live::engine_io
