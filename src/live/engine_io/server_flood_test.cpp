#include <memory>
#include <string>
#include <vector>

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

class EngineFlood : public ::testing::Test {
protected:
    static Settings settings() {
        auto settings = support::quick_settings();
        settings.queue_messages_max = 10;
        settings.queue_bytes_max = 1'000;
        return settings;
    }
    void send(int count, std::string_view text, ReplaceKey key = 0) {
        for (int i = 0; i < count; ++i)
            session().send(text_frame(text), key);
    }
    Session& session() { return *world_.told().session; }

    EngineWorld world_{settings()};
};

TEST_F(EngineFlood, TooManyMessagesEndTheSessionAsASlowReader) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);
    send(10, "a");
    world_.loop.pass(Milliseconds{0});
    EXPECT_THAT(world_.told().closed, IsEmpty());

    send(5, "a");

    EXPECT_THAT(world_.told().closed, IsEmpty()) << "send() calls nobody back";
    EXPECT_FALSE(session().is_writable());
    world_.loop.pass(Milliseconds{0});
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::slow_reader));
    ASSERT_TRUE(link->closing());
    EXPECT_EQ(link->closing()->code, websocket::CloseCode::try_again_later);
    EXPECT_THAT(EngineWorld::frames(*link), IsEmpty());
}

TEST_F(EngineFlood, TooManyBytesDoTheSame) {
    world_.open();
    send(3, std::string(400, 'a'));

    world_.loop.pass(Milliseconds{0});

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::slow_reader));
}

TEST_F(EngineFlood, ASlowReaderOverPollingHearsThatItWasClosed) {
    const auto sid = world_.open();
    send(11, "a");
    world_.loop.pass(Milliseconds{0});

    EXPECT_EQ(body_of(world_.poll(sid)), "1");
}

TEST_F(EngineFlood, NothingIsHeardFromASlowReaderAnyMore) {
    world_.application.on_message = support::echo;
    const auto link = world_.websocket();
    send(11, "a");

    link->receive(websocket::Opcode::text, "4a");

    EXPECT_THAT(world_.told().messages, IsEmpty());
}

TEST_F(EngineFlood, ASlowReaderThatIsClosedOtherwiseKeepsThatReason) {
    const auto link = world_.websocket();
    send(11, "a");

    session().close(CloseReason::forced_close);
    world_.loop.pass(Milliseconds{1'000});

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
}

TEST_F(EngineFlood, LaterMessagesOfOneKeyReplaceEachOtherAndFillNothing) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);
    const auto woken = world_.waker.count;

    send(1'000, "progress", 7);
    session().send(text_frame("last"), 7);

    EXPECT_EQ(world_.waker.count, woken + 1);
    EXPECT_THAT(EngineWorld::frames(*link), ElementsAre("4last"));
}

TEST_F(EngineFlood, AReaderThatKeepsUpMayBeSentAnyNumber) {
    const auto link = world_.websocket();
    for (int i = 0; i < 1'000; ++i) {
        send(5, "a");
        EngineWorld::frames(*link);
    }
    world_.loop.pass(Milliseconds{0});

    EXPECT_THAT(world_.told().closed, IsEmpty());
}

TEST_F(EngineFlood, PingsForAClientThatNeverPollsFillTheQueueToo) {
    const auto sid = world_.open();
    for (int i = 0; i < 12 && world_.told().closed.empty(); ++i) {
        world_.loop.pass(Milliseconds{300});
        world_.post(sid, "3");
    }

    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::slow_reader));
}

TEST_F(EngineFlood, ABatchIsAsLargeAsTheNetAsks) {
    const auto link = world_.websocket();
    EngineWorld::frames(*link);
    send(5, "1234567");  // 10 bytes as a frame
    std::vector<websocket::SharedFrame> batch;

    link->take(batch, 2, 1'000);
    EXPECT_EQ(batch.size(), 2U);
    batch.clear();
    link->take(batch, 100, 15);
    EXPECT_EQ(batch.size(), 2U);
    batch.clear();
    link->take(batch, 100, 15);
    EXPECT_EQ(batch.size(), 1U);
}

TEST_F(EngineFlood, ManySessionsThatComeAndGoLeaveNothing) {
    for (int i = 0; i < 1'000; ++i) {
        world_.open();
        world_.websocket().reset();
    }
    world_.loop.pass(Milliseconds{500});

    EXPECT_EQ(world_.server->sessions(), 0U);
    EXPECT_EQ(world_.loop.timers().next(), std::nullopt);
    for (const auto& told : world_.application.told) {
        EXPECT_EQ(told->closed.size(), 1U);
        EXPECT_TRUE(told->is_destroyed);
    }
}

}  // namespace
}  // namespace rollcall::live::engine_io
