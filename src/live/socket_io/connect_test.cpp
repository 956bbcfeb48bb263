#include <memory>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "tests/support/socket_world.hpp"

namespace rollcall::live::socket_io {
namespace {

using engine_io::CloseReason;
using support::SocketWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

TEST(SocketIoConnect, IsAnsweredWithAnIdAndNothingElse) {
    const std::pair<const char*, const char*> connects[] = {
        {"0", "40\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0{}", "40\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0{\"token\":\"abc\"}", "40\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0/,", "40\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0/custom", "40/custom,\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0/custom,", "40/custom,\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
        {"0/custom,{\"token\":\"abc\"}", "40/custom,\\{\"sid\":\"[0-9a-f]{30}\"\\}"},
    };
    for (const auto& [connect, answer] : connects) {
        SCOPED_TRACE(connect);
        SocketWorld world;
        const auto session = world.open();

        session->receive(connect);

        EXPECT_THAT(session->take(), ElementsAre(MatchesRegex(answer)));
    }
}

TEST(SocketIoConnect, TwoSocketsHaveTwoIdsAndNeitherIsTheSessions) {
    SocketWorld world;
    const auto first = world.join();
    const auto second = world.join();

    ASSERT_THAT(world.handler.sockets, SizeIs(2));
    EXPECT_NE(world.handler.sockets[0]->id(), world.handler.sockets[1]->id());
    EXPECT_NE(world.handler.sockets[0]->id(), first->id());
}

TEST(SocketIoConnect, HandsItsPayloadToTheHandler) {
    SocketWorld world;
    const auto with = world.join("0{\"token\":\"abc\"}");
    const auto without = world.join("0");

    EXPECT_EQ(boost::json::serialize(world.handler.asked[0]->auth()), R"({"token":"abc"})");
    EXPECT_EQ(boost::json::serialize(world.handler.asked[1]->auth()), "{}");
}

TEST(SocketIoConnect, OneSessionMayJoinSeveralNamespaces) {
    SocketWorld world;
    const auto session = world.join();

    session->receive("0/custom,");

    EXPECT_EQ(world.main.size(), 1);
    EXPECT_EQ(world.custom.size(), 1);
    EXPECT_FALSE(session->is_closed());
}

TEST(SocketIoConnect, AnUnknownNamespaceIsRefusedAndTheSessionStays) {
    const std::pair<const char*, const char*> connects[] = {
        {"0/random", R"(44/random,{"message":"Invalid namespace"})"},
        {"0/random,", R"(44/random,{"message":"Invalid namespace"})"},
        {"0/random,{\"a\":1}", R"(44/random,{"message":"Invalid namespace"})"},
        {"0/custom?token=abc,", R"(44/custom?token=abc,{"message":"Invalid namespace"})"},
        {"0/custom/,", R"(44/custom/,{"message":"Invalid namespace"})"},
    };
    for (const auto& [connect, answer] : connects) {
        SCOPED_TRACE(connect);
        SocketWorld world;
        const auto session = world.open();

        session->receive(connect);

        EXPECT_THAT(session->take(), ElementsAre(answer));
        EXPECT_FALSE(session->is_closed());
    }
}

TEST(SocketIoConnect, AHandlersRefusalIsToldAndTheSessionStays) {
    SocketWorld world;
    world.handler.refusal = {.message = "Authentication token required", .data = {}};
    const auto session = world.open();

    session->receive("0");

    EXPECT_THAT(session->take(), ElementsAre(R"(44{"message":"Authentication token required"})"));
    EXPECT_FALSE(session->is_closed());
    EXPECT_EQ(world.main.size(), 0);
}

TEST(SocketIoConnect, ARefusalMayCarryData) {
    SocketWorld world;
    world.custom_handler.refusal = {.message = "no", .data = boost::json::object{{"code", 7}}};
    const auto session = world.open();

    session->receive("0/custom");

    EXPECT_THAT(session->take(), ElementsAre(R"(44/custom,{"message":"no","data":{"code":7}})"));
}

TEST(SocketIoConnect, WhoWasRefusedMayTryAgain) {
    SocketWorld world;
    world.handler.refusal = {.message = "no", .data = {}};
    const auto session = world.join();
    world.handler.refusal.reset();

    session->receive("0");

    EXPECT_EQ(world.main.size(), 1);
}

TEST(SocketIoConnect, TheThirdRefusalEndsTheSession) {
    const std::pair<const char*, const char*> connects[] = {
        {"of the handler", "0"},
        {"of an unknown namespace", "0/random"},
    };
    for (const auto& [name, connect] : connects) {
        SCOPED_TRACE(name);
        SocketWorld world;
        world.handler.refusal = {.message = "no", .data = {}};
        const auto session = world.open();

        session->receive(connect);
        session->receive(connect);
        EXPECT_FALSE(session->is_closed());
        session->receive(connect);

        EXPECT_THAT(session->take(), SizeIs(3)) << "the third is told, too";
        EXPECT_EQ(session->close_reason(), engine_io::CloseReason::forced_close);
    }
}

TEST(SocketIoConnect, TheThirdRefusalEndsTheSocketsOfOtherNamespaces) {
    SocketWorld world;
    const auto session = world.join("0/custom,");

    for (int tried = 0; tried < 3; ++tried)
        session->receive("0/random");

    EXPECT_THAT(world.custom_handler.reasons, ElementsAre("forced server close"));
    EXPECT_EQ(world.custom.size(), 0);
}

TEST(SocketIoConnect, AnAdmissionMayComeLater) {
    SocketWorld world;
    world.handler.holds = true;
    const auto session = world.open();
    session->receive("0");
    EXPECT_THAT(session->take(), IsEmpty());
    EXPECT_EQ(world.main.size(), 0);

    world.handler.answer();

    EXPECT_THAT(session->take(), SizeIs(1));
    EXPECT_EQ(world.main.size(), 1);
}

TEST(SocketIoConnect, AnAdmissionAfterTheSessionWentDoesNothingAndDropsItsListener) {
    SocketWorld world;
    world.handler.holds = true;
    auto session = world.open();
    session->receive("0");
    session->drop();
    session.reset();
    world.loop.run();
    EXPECT_EQ(world.handler.asked[0]->handshake().peer, "");  // it lives until it was answered

    world.handler.answer();

    EXPECT_EQ(world.handler.listeners, 0);
    EXPECT_EQ(world.main.size(), 0);
    EXPECT_THAT(world.handler.reasons, IsEmpty());
}

TEST(SocketIoConnect, AnAdmissionThatOutlivesTheServerDoesNothing) {
    Admission late;
    {
        SocketWorld world;
        world.handler.holds = true;
        const auto session = world.open();
        session->receive("0");
        late = std::move(world.handler.held.front().admission);
    }
    bool is_dropped = false;
    class Noticing final : public Listener {
    public:
        explicit Noticing(bool& dropped) : dropped_(dropped) {}
        ~Noticing() override { dropped_ = true; }
        void event(std::string_view /*name*/, Arguments /*arguments*/, Ack /*ack*/) override {}

    private:
        bool& dropped_;
    };

    late(std::make_unique<Noticing>(is_dropped));

    EXPECT_TRUE(is_dropped);
}

TEST(SocketIoConnect, TheFirstPacketMustBeAConnect) {
    for (const auto* const first :
         {"2[\"message\"]",
          "1",
          "31[]",
          "4{\"message\":\"x\"}",
          "51-[{\"_placeholder\":true,\"num\":0}]",
          "2/random,[\"message\"]",
          "1/custom,"}) {
        SCOPED_TRACE(first);
        SocketWorld world;
        const auto session = world.open();

        session->receive(first);

        EXPECT_TRUE(session->is_closed());
        EXPECT_THAT(session->take(), IsEmpty());
    }
}

TEST(SocketIoConnect, WhoJoinsNoNamespaceInTimeIsClosed) {
    SocketWorld world({.connect_timeout = Milliseconds{1'000}});
    const auto session = world.open();

    world.loop.pass(Milliseconds{999});
    EXPECT_FALSE(session->is_closed());
    world.loop.pass(Milliseconds{1});
    EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
}

TEST(SocketIoConnect, WhoWasOnlyRefusedIsClosedInTimeToo) {
    SocketWorld world({.connect_timeout = Milliseconds{1'000}});
    const auto session = world.open();
    session->receive("0/random");

    world.loop.pass(Milliseconds{1'000});

    EXPECT_TRUE(session->is_closed());
}

TEST(SocketIoConnect, WhoJoinedMayStayEvenAfterItLeft) {
    SocketWorld world({.connect_timeout = Milliseconds{1'000}});
    const auto session = world.join();
    session->receive("1");

    world.loop.pass(Milliseconds{10'000});

    EXPECT_FALSE(session->is_closed());
}

TEST(SocketIoConnect, ASecondConnectToTheSameNamespaceCloses) {
    for (const bool is_pending : {false, true}) {
        SCOPED_TRACE(is_pending);
        SocketWorld world;
        world.handler.holds = is_pending;
        const auto session = world.join();

        session->receive("0");

        EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
    }
}

TEST(SocketIoConnect, AnEventToANamespaceNotJoinedCloses) {
    for (const auto* const packet :
         {"2/custom,[\"message\"]",
          "1/custom,",
          "3/custom,1[]",
          "51-/custom,[\"m\",{\"_placeholder\":true,\"num\":0}]"}) {
        SCOPED_TRACE(packet);
        SocketWorld world;
        const auto session = world.join();

        session->receive(packet);

        EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
        EXPECT_THAT(world.handler.reasons, ElementsAre("forced server close"));
    }
}

TEST(SocketIoConnect, AnEventBeforeTheAdmissionCloses) {
    SocketWorld world;
    world.handler.holds = true;
    const auto session = world.join();

    session->receive("2[\"message\"]");

    EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
}

TEST(SocketIoConnect, AConnectErrorFromAClientCloses) {
    SocketWorld world;
    const auto session = world.join();

    session->receive("4{\"message\":\"x\"}");

    EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
}

TEST(SocketIoConnect, OnlySoManyNamespacesCanBeJoined) {
    SocketWorld world({.namespaces_max = 1});
    const auto session = world.join();

    session->receive("0/custom,");

    EXPECT_THAT(session->take(), ElementsAre(R"(44/custom,{"message":"Too many namespaces"})"));
    EXPECT_FALSE(session->is_closed());
}

TEST(SocketIoConnect, AListenerMayEmitAsSoonAsItIsIn) {
    SocketWorld world;
    world.handler.on_connected = [](Socket& socket) {
        socket.emit("auth", {.values = {socket.auth()}, .attachments = {}});
    };
    const auto session = world.open();

    session->receive("0{\"token\":\"abc\"}");

    EXPECT_THAT(
        session->take(), ElementsAre(MatchesRegex("40\\{.*\\}"), R"(42["auth",{"token":"abc"}])")
    );
}

TEST(SocketIoConnect, NothingIsEmittedToASocketThatIsNotInYet) {
    SocketWorld world;
    world.handler.holds = true;
    const auto session = world.join();

    world.handler.asked[0]->emit("early", {});
    world.main.emit({}, "early", {});

    EXPECT_THAT(session->take(), IsEmpty());
}

TEST(SocketIoConnect, AListenerMayDisconnectItselfWhileItIsLetIn) {
    SocketWorld world;
    world.handler.on_connected = [](Socket& socket) { socket.disconnect(true); };
    const auto session = world.open();

    session->receive("0");

    EXPECT_THAT(session->take(), ElementsAre(MatchesRegex("40\\{.*\\}"), "41"));
    EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
    EXPECT_EQ(world.main.size(), 0);
}

}  // namespace
}  // namespace rollcall::live::socket_io
