#include <array>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "tests/support/socket_world.hpp"

namespace rollcall::live::socket_io {
namespace {

using engine_io::CloseReason;
using support::RecordingHandler;
using support::SocketWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(SocketIoDisconnect, OfTheClientGetsNoReplyAndTheRestGoesOn) {
    const std::pair<const char*, bool> packets[] = {
        {"1", true}, {"1/custom", false}, {"1/custom,", false}};
    for (const auto& [packet, is_main] : packets) {
        SCOPED_TRACE(packet);
        SocketWorld world;
        const auto session = world.join();
        session->receive("0/custom");
        session->take();
        auto& gone = is_main ? world.handler : world.custom_handler;
        auto& stays = is_main ? world.custom_handler : world.handler;

        session->receive(packet);
        session->receive(is_main ? "2/custom,[\"a\"]" : "2[\"a\"]");

        EXPECT_THAT(session->take(), IsEmpty());
        EXPECT_FALSE(session->is_closed());
        EXPECT_THAT(gone.reasons, ElementsAre("client namespace disconnect"));
        EXPECT_THAT(stays.events, SizeIs(1));
    }
}

TEST(SocketIoDisconnect, WhoLeftMayComeBackAsAnotherSocket) {
    SocketWorld world;
    const auto session = world.join();
    const auto before = world.handler.sockets[0]->id();
    session->receive("1");

    session->receive("0");

    ASSERT_THAT(world.handler.sockets, SizeIs(1));
    EXPECT_NE(world.handler.sockets[0]->id(), before);
}

TEST(SocketIoDisconnect, OfTheServerIsToldAndTheSessionStays) {
    SocketWorld world;
    const auto session = world.join("0/custom");

    world.custom_handler.sockets[0]->disconnect(false);

    EXPECT_THAT(session->take(), ElementsAre("41/custom,"));
    EXPECT_THAT(world.custom_handler.reasons, ElementsAre("server namespace disconnect"));
    EXPECT_FALSE(session->is_closed());
    EXPECT_EQ(world.custom.size(), 0);
}

TEST(SocketIoDisconnect, OfTheServerMayEndTheSessionWithAllItsSockets) {
    SocketWorld world;
    const auto session = world.join();
    session->receive("0/custom");
    session->take();

    world.handler.sockets[0]->disconnect(true);

    EXPECT_THAT(session->take(), ElementsAre("41", "41/custom,"));
    EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
    EXPECT_THAT(world.handler.reasons, ElementsAre("server namespace disconnect"));
    EXPECT_THAT(world.custom_handler.reasons, ElementsAre("server namespace disconnect"));
}

TEST(SocketIoDisconnect, AClosedSessionIsToldToEverySocketInTheReferencesWords) {
    const std::pair<CloseReason, const char*> reasons[] = {
        {CloseReason::transport_close, "transport close"},
        {CloseReason::transport_error, "transport error"},
        {CloseReason::ping_timeout, "ping timeout"},
        {CloseReason::parse_error, "parse error"},
        {CloseReason::forced_close, "forced close"},
        {CloseReason::slow_reader, "slow reader"},
        {CloseReason::server_shutdown, "server shutting down"},
    };
    for (const auto& [reason, words] : reasons) {
        SCOPED_TRACE(words);
        SocketWorld world;
        const auto session = world.join();
        session->receive("0/custom");

        session->drop(reason);

        EXPECT_THAT(world.handler.reasons, ElementsAre(words));
        EXPECT_THAT(world.custom_handler.reasons, ElementsAre(words));
        EXPECT_EQ(world.main.size(), 0);
    }
}

TEST(SocketIoDisconnect, AListenerMayDisconnectItselfWithinItsEvent) {
    for (const bool close_session : {false, true}) {
        SCOPED_TRACE(close_session);
        SocketWorld world;
        world.handler.on_event = [&](Socket& socket, RecordingHandler::Event&) {
            socket.disconnect(close_session);
            socket.emit("late", {});
            EXPECT_FALSE(socket.join("room"));
            EXPECT_EQ(socket.handshake().peer, "");
        };
        const auto session = world.join();

        session->receive("2[\"bye\"]");

        EXPECT_THAT(session->take(), ElementsAre("41"));
        EXPECT_EQ(session->is_closed(), close_session);
        EXPECT_THAT(world.handler.reasons, SizeIs(1));
    }
}

TEST(SocketIoDisconnect, AListenerIsDestroyedAfterItsLastCallReturned) {
    SocketWorld world;
    world.handler.on_event = [&](Socket& socket, RecordingHandler::Event&) {
        socket.disconnect(false);
        EXPECT_EQ(world.handler.listeners, 1);
    };
    const auto session = world.join();

    session->receive("2[\"bye\"]");
    EXPECT_EQ(world.handler.listeners, 1);
    world.loop.pass(Milliseconds{0});

    EXPECT_EQ(world.handler.listeners, 0);
}

TEST(SocketIoDisconnect, AListenerMayDisconnectAnotherAndBroadcastAsItGoes) {
    SocketWorld world;
    const std::array sessions{world.join(), world.join(), world.join()};
    world.handler.on_disconnected = [&](Socket&) {
        world.main.emit({}, "left", {});
        if (!world.handler.sockets.empty()) world.handler.sockets[0]->disconnect(true);
    };

    sessions[1]->drop();

    EXPECT_THAT(world.handler.reasons, SizeIs(3));
    EXPECT_THAT(sessions[2]->take(), ElementsAre("42[\"left\"]", "42[\"left\"]", "41"));
    EXPECT_EQ(world.main.size(), 0);
}

TEST(SocketIoDisconnect, ASecondDisconnectDoesNothing) {
    SocketWorld world;
    const auto session = world.join();
    auto* const socket = world.handler.sockets[0];

    socket->disconnect(false);
    socket->disconnect(true);

    EXPECT_THAT(session->take(), ElementsAre("41"));
    EXPECT_THAT(world.handler.reasons, SizeIs(1));
    EXPECT_FALSE(session->is_closed());
}

TEST(SocketIoDisconnect, WhileTheHandlerThinksOnlyTheSessionCanBeEnded) {
    SocketWorld world;
    world.handler.holds = true;
    const auto session = world.join();

    world.handler.asked[0]->disconnect(false);
    EXPECT_FALSE(session->is_closed());
    world.handler.asked[0]->disconnect(true);
    EXPECT_TRUE(session->is_closed());
    world.handler.answer();

    EXPECT_THAT(session->take(), IsEmpty());
    EXPECT_EQ(world.handler.listeners, 0);
}

TEST(SocketIoDisconnect, ASessionThatIsDestroyedUnclosedGoesSilently) {
    SocketWorld world;
    auto session = world.join();
    world.handler.sockets[0]->join("room");

    session.reset();
    world.loop.pass(Milliseconds{0});

    EXPECT_THAT(world.handler.reasons, IsEmpty());
    EXPECT_EQ(world.handler.listeners, 0);
    EXPECT_EQ(world.main.size(), 0);
    EXPECT_EQ(world.main.room_size("room"), 0);
    EXPECT_EQ(world.main.emit({}, "event", {}), 0);
}

}  // namespace
}  // namespace rollcall::live::socket_io
