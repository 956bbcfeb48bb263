#include "live/socket_io/recovery.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/manual_clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"
#include "live/websocket/frame.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/support/socket_world.hpp"

namespace rollcall::live::socket_io {
namespace {

using engine_io::CloseReason;
using support::FakeSession;
using support::SocketWorld;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SocketIoRecovery : public ::testing::Test {
protected:
    // Joins, notes the private id, and sees one event, so that there is an offset.
    std::unique_ptr<FakeSession> join() {
        auto session = world_.open();
        session->receive("0");
        note_private_id(session->take().at(0));
        world_.main.emit({}, "seen", {});
        note_offset(session->take().at(0));
        return session;
    }
    void note_private_id(std::string_view answer) {
        const auto payload = boost::json::parse(answer.substr(2));
        id_ = payload.at("sid").as_string();
        private_id_ = payload.at("pid").as_string();
    }
    void note_offset(std::string_view event) {
        offset_ = boost::json::parse(event.substr(2)).as_array().back().as_string();
    }
    std::string back() const {
        return R"(0{"pid":")" + private_id_ + R"(","offset":")" + offset_ + R"("})";
    }
    std::string answer() const {
        return R"(40{"sid":")" + id_ + R"(","pid":")" + private_id_ + R"("})";
    }
    bool is_recovered_now() {
        const auto session = world_.open();
        session->receive(back());
        return session->take().back() == answer();
    }

    SocketWorld world_{Settings{
        .connect_timeout = Milliseconds{600'000},
        .recovery = true,
        .recovery_time = Milliseconds{120'000},
    }};
    std::string id_;
    std::string private_id_;
    std::string offset_;
};

TEST_F(SocketIoRecovery, GivesAPrivateIdBesideTheId) {
    const auto session = world_.open();

    session->receive("0");

    EXPECT_THAT(
        session->take(),
        ElementsAre(MatchesRegex("40\\{\"sid\":\"[0-9a-f]{30}\",\"pid\":\"[0-9a-f]{30}\"\\}"))
    );
}

TEST_F(SocketIoRecovery, AddsAnOffsetToEventsButNotToVolatileOnesOrQuestions) {
    const auto session = join();
    auto& socket = *world_.handler.sockets[0];

    world_.main.emit({}, "a", support::arguments("[1]"));
    socket.emit("b", {});
    world_.main.emit({}, "c", {}, {.is_volatile = true});
    socket.emit("d", {}, {.is_volatile = true});
    socket.emit_and_wait("e", {}, Milliseconds{1}, [](std::optional<Arguments>) {});

    EXPECT_THAT(
        session->take(),
        ElementsAre(
            MatchesRegex(R"(42\["a",1,"[0-9a-f]+-2"\])"),
            MatchesRegex(R"(42\["b","[0-9a-f]+-3"\])"),
            R"(42["c"])",
            R"(42["d"])",
            R"(420["e"])"
        )
    );
}

TEST_F(SocketIoRecovery, GivesBackIdRoomsAndMissedEventsBeforeTheAnswer) {
    auto session = join();
    world_.handler.sockets[0]->join("a");
    session->drop();
    world_.main.emit({.rooms = {"a"}, .except = {}}, "missed", {});
    world_.main.emit({.rooms = {"b"}, .except = {}}, "for others", {});
    world_.main.emit({.rooms = {}, .except = {"a"}}, "not for a", {});
    world_.main.emit({}, "for all", {});

    session = world_.open();
    session->receive(back());

    EXPECT_THAT(
        session->take(),
        ElementsAre(StartsWith("42[\"missed\","), StartsWith("42[\"for all\","), answer())
    );
    ASSERT_THAT(world_.handler.sockets, SizeIs(1));
    EXPECT_TRUE(world_.handler.sockets[0]->is_recovered());
    EXPECT_THAT(world_.handler.sockets[0]->rooms(), ElementsAre("a"));
    EXPECT_EQ(world_.main.room_size("a"), 1);
}

TEST_F(SocketIoRecovery, GivesBackWhatWasEmittedToTheSocketAlone) {
    auto session = join();
    const auto other = world_.join();
    world_.handler.sockets[0]->emit("yours", {});
    world_.handler.sockets[1]->emit("theirs", {});
    session->drop();

    session = world_.open();
    session->receive(back());

    EXPECT_THAT(session->take(), ElementsAre(StartsWith("42[\"yours\","), answer()));
}

TEST_F(SocketIoRecovery, IsOnlyForThoseWhoWereCutOff) {
    const std::pair<CloseReason, bool> reasons[] = {
        {CloseReason::transport_close, true},
        {CloseReason::transport_error, true},
        {CloseReason::ping_timeout, true},
        {CloseReason::forced_close, true},
        {CloseReason::server_shutdown, true},
        {CloseReason::parse_error, false},
        {CloseReason::slow_reader, false},
    };
    for (const auto& [reason, is_recoverable] : reasons) {
        SCOPED_TRACE(static_cast<int>(reason));
        const auto session = join();
        session->drop(reason);
        EXPECT_EQ(is_recovered_now(), is_recoverable);
    }
}

TEST_F(SocketIoRecovery, IsNotForThoseWhoLeftOrWereSentAway) {
    const auto left = join();
    left->receive("1");
    left->drop();
    EXPECT_FALSE(is_recovered_now());

    const auto sent_away = join();
    world_.handler.sockets.back()->disconnect(true);
    EXPECT_FALSE(is_recovered_now());
}

TEST_F(SocketIoRecovery, EndsWithItsTime) {
    const auto session = join();
    session->drop();
    world_.loop.pass(Milliseconds{120'001});

    EXPECT_FALSE(is_recovered_now());
}

TEST_F(SocketIoRecovery, GivesAFreshSessionForWhatIsNotKnown) {
    const auto session = join();
    session->drop();
    for (const auto& connect : {
             R"(0{"pid":")" + private_id_ + R"("})",
             R"(0{"pid":")" + private_id_ + R"(","offset":"unknown"})",
             R"(0{"pid":")" + private_id_ + R"(","offset":"5"})",
             R"(0{"pid":")" + private_id_ + R"(","offset":7})",
             R"(0{"pid":7,"offset":")" + offset_ + R"("})",
             R"(0{"pid":"unknown","offset":")" + offset_ + R"("})",
         }) {
        SCOPED_TRACE(connect);
        const auto again = world_.open();
        again->receive(connect);

        const auto sent = again->take();
        ASSERT_THAT(sent, SizeIs(1));
        EXPECT_THAT(sent[0], Not(HasSubstr(private_id_)));
        EXPECT_FALSE(world_.handler.sockets.back()->is_recovered());
    }
}

TEST_F(SocketIoRecovery, GivesASocketBackOnlyOnce) {
    const auto session = join();
    session->drop();
    const auto first = world_.open();
    first->receive(back());

    EXPECT_FALSE(is_recovered_now());
}

TEST_F(SocketIoRecovery, TellsAnotherNothingAndGivesItNothingBack) {
    world_.handler.identity = "the owner";
    auto session = join();
    world_.handler.sockets[0]->join("a");
    session->drop();
    world_.main.emit({.rooms = {"a"}, .except = {}}, "secret", {});
    world_.main.emit({}, "for all", {});
    world_.handler.identity = "another";

    session = world_.open();
    session->receive(back());

    const auto sent = session->take();
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_THAT(sent[0], AllOf(Not(HasSubstr(private_id_)), Not(HasSubstr(id_))));
    EXPECT_FALSE(world_.handler.sockets[0]->is_recovered());
    EXPECT_THAT(world_.handler.sockets[0]->rooms(), IsEmpty());
    EXPECT_EQ(world_.main.room_size("a"), 0);
}

TEST_F(SocketIoRecovery, CountsWhoMayComeBackAmongThoseInItsRooms) {
    auto session = join();
    world_.handler.sockets[0]->join("a");
    session->drop();
    EXPECT_EQ(world_.main.room_size("a"), 1);
    EXPECT_EQ(world_.main.size(), 1);

    session = world_.open();
    session->receive(back());
    EXPECT_EQ(world_.main.room_size("a"), 1);
    EXPECT_EQ(world_.main.size(), 1);

    session->drop();
    world_.loop.pass(Milliseconds{120'001});
    EXPECT_EQ(world_.main.room_size("a"), 0);
    EXPECT_EQ(world_.main.size(), 0);
}

TEST_F(SocketIoRecovery, TellsNothingToWhomTheHandlerRefuses) {
    auto session = join();
    session->drop();
    world_.main.emit({}, "secret", {});
    world_.handler.refusal = {.message = "no", .data = {}};

    session = world_.open();
    session->receive(back());

    EXPECT_THAT(session->take(), ElementsAre(R"(44{"message":"no"})"));
}

TEST_F(SocketIoRecovery, MissesNothingWhileTheHandlerThinks) {
    auto session = join();
    session->drop();
    world_.handler.holds = true;
    session = world_.open();
    session->receive(back());
    world_.main.emit({}, "meanwhile", {});

    world_.handler.answer();

    EXPECT_THAT(session->take(), ElementsAre(StartsWith("42[\"meanwhile\","), answer()));
}

TEST_F(SocketIoRecovery, WhoIsCutOffAgainWhileTheHandlerThinksMayStillComeBack) {
    auto session = join();
    session->drop();
    world_.handler.holds = true;
    session = world_.open();
    session->receive(back());
    session->drop();
    world_.handler.answer();
    world_.handler.holds = false;

    EXPECT_TRUE(is_recovered_now());
}

TEST_F(SocketIoRecovery, SaysSoWhenTheLogWentOnWhileTheHandlerThought) {
    auto session = join();
    session->drop();
    world_.handler.holds = true;
    session = world_.open();
    session->receive(back());
    world_.loop.pass(Milliseconds{60'000});
    world_.main.emit({}, "a", {});
    world_.loop.pass(Milliseconds{61'000});
    world_.main.emit({}, "b", {});
    world_.loop.pass(Milliseconds{121'000});
    world_.main.emit({}, "c", {});

    world_.handler.answer();

    const auto sent = session->take();
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_THAT(sent[0], Not(HasSubstr(private_id_)));
    EXPECT_FALSE(world_.handler.sockets[0]->is_recovered());
}

TEST_F(SocketIoRecovery, LetsReplayedEventsGiveWayAsTheyWould) {
    auto session = join();
    session->drop();
    world_.main.emit({}, "progress", support::arguments("[1]"), {.replace_key = 7});
    world_.main.emit({}, "progress", support::arguments("[2]"), {.replace_key = 7});

    session = world_.open();
    session->receive(back());

    EXPECT_THAT(session->take(), ElementsAre(StartsWith("42[\"progress\",2,"), answer()));
}

// The log alone.

Message message(std::size_t bytes) {
    Message made;
    made.text = websocket::make_frame(websocket::Opcode::text, std::string(bytes, 'x'));
    return made;
}

TEST(SocketIoRecoveryLog, ForgetsTheOldestWhenItIsTooLarge) {
    const ManualClock clock;
    Recovery recovery({.time = Milliseconds{1'000}, .bytes_max = 10'000}, clock);
    const auto first = recovery.next_offset();
    recovery.keep(Audience{}, message(3'000));
    const auto second = recovery.next_offset();
    recovery.keep(Audience{}, message(3'000));
    const auto third = recovery.next_offset();
    recovery.keep(Audience{}, message(3'000));
    EXPECT_TRUE(recovery.missed(first, "id", {}));

    recovery.keep(Audience{}, message(6'000));

    EXPECT_FALSE(recovery.missed(first, "id", {}));
    EXPECT_TRUE(recovery.missed(second, "id", {}));
    EXPECT_THAT(*recovery.missed(third, "id", {}), SizeIs(1));
}

TEST(SocketIoRecoveryLog, CountsWhoIsAwayAmongItsBytes) {
    const ManualClock clock;
    Recovery recovery({.time = Milliseconds{1'000}, .bytes_max = 10'000}, clock);
    const auto offset = recovery.next_offset();
    recovery.keep(Audience{}, message(1));
    recovery.remember(
        {.private_id = "first", .id = "a", .identity = {}, .rooms = {std::string(6'000, 'r')}}
    );
    recovery.remember(
        {.private_id = "second", .id = "b", .identity = {}, .rooms = {std::string(6'000, 'r')}}
    );

    EXPECT_FALSE(recovery.recall("first", offset));
    ASSERT_TRUE(recovery.recall("second", offset));
}

TEST(SocketIoRecoveryLog, KeepsNothingThatAloneIsTooLarge) {
    const ManualClock clock;
    Recovery recovery({.time = Milliseconds{1'000}, .bytes_max = 1'000}, clock);
    const auto offset = recovery.next_offset();
    recovery.keep(Audience{}, message(100'000));

    const auto missed = recovery.missed(offset, "id", {});
    ASSERT_TRUE(missed);
    EXPECT_THAT(*missed, IsEmpty());
}

TEST(SocketIoRecoveryLog, ForgetsWithTime) {
    ManualClock clock;
    Recovery recovery({.time = Milliseconds{1'000}, .bytes_max = 10'000}, clock);
    const auto first = recovery.next_offset();
    recovery.keep(Audience{}, message(1));
    recovery.remember({.private_id = "first", .id = "a", .identity = {}, .rooms = {}});
    clock.advance(Milliseconds{1'001});
    const auto second = recovery.next_offset();
    recovery.keep(Audience{}, message(1));

    EXPECT_FALSE(recovery.recall("first", second));
    clock.advance(Milliseconds{1'001});
    recovery.keep(Audience{}, message(1));
    EXPECT_FALSE(recovery.missed(first, "id", {}));
    EXPECT_TRUE(recovery.missed(second, "id", {}));
}

TEST(SocketIoRecoveryLog, TakesNoOffsetOfAnotherLogOrOfTheFuture) {
    const ManualClock clock;
    Recovery recovery({.time = Milliseconds{1'000}, .bytes_max = 10'000}, clock);
    Recovery other({.time = Milliseconds{1'000}, .bytes_max = 10'000}, clock);
    const auto foreign = other.next_offset();
    other.keep(Audience{}, message(1));
    const auto mine = recovery.next_offset();
    EXPECT_FALSE(recovery.missed(mine, "id", {}));
    recovery.keep(Audience{}, message(1));

    EXPECT_TRUE(recovery.missed(mine, "id", {}));
    EXPECT_FALSE(recovery.missed(foreign, "id", {}));
    EXPECT_FALSE(recovery.missed(recovery.next_offset(), "id", {}));
    EXPECT_FALSE(recovery.missed(mine + "x", "id", {}));
}

}  // namespace
}  // namespace rollcall::live::socket_io
