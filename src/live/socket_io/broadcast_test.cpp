#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/support/socket_world.hpp"

namespace rollcall::live::socket_io {
namespace {

using engine_io::CloseReason;
using support::arguments;
using support::FakeSession;
using support::RecordingHandler;
using support::SocketWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SocketIoBroadcast : public ::testing::Test {
protected:
    void join(std::size_t i, std::string_view room) {
        EXPECT_TRUE(world_.handler.sockets[i]->join(room));
    }
    // Which sessions have got something.
    std::vector<std::size_t> reached() {
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < sessions_.size(); ++i)
            if (!sessions_[i]->take().empty()) numbers.push_back(i);
        return numbers;
    }

    SocketWorld world_;
    std::array<std::unique_ptr<FakeSession>, 4> sessions_{
        world_.join(),
        world_.join(),
        world_.join(),
        world_.join()};
};

TEST_F(SocketIoBroadcast, WithoutRoomsReachesEverybodyOfTheNamespace) {
    const auto elsewhere = world_.join("0/custom");

    EXPECT_EQ(world_.main.emit({}, "news", arguments("[1]")), 4);

    for (const auto& session : sessions_)
        EXPECT_THAT(session->take(), ElementsAre("42[\"news\",1]"));
    EXPECT_THAT(elsewhere->take(), IsEmpty());
}

TEST_F(SocketIoBroadcast, NamesItsNamespace) {
    const auto elsewhere = world_.join("0/custom");

    world_.custom.emit({}, "news", {});

    EXPECT_THAT(elsewhere->take(), ElementsAre("42/custom,[\"news\"]"));
}

TEST_F(SocketIoBroadcast, ReachesWhoIsInAnyOfTheRoomsOnce) {
    join(0, "a");
    join(1, "a");
    join(1, "b");
    join(2, "b");

    EXPECT_EQ(world_.main.emit({.rooms = {"a", "b", "none"}, .except = {}}, "news", {}), 3);

    EXPECT_THAT(sessions_[1]->take(), SizeIs(1));
    EXPECT_THAT(reached(), ElementsAre(0, 2));
}

TEST_F(SocketIoBroadcast, LeavesOutWhoIsInAnExceptedRoom) {
    join(0, "a");
    join(1, "a");
    join(1, "b");

    EXPECT_EQ(world_.main.emit({.rooms = {"a"}, .except = {"b", "none"}}, "news", {}), 1);
    EXPECT_THAT(reached(), ElementsAre(0));
    EXPECT_EQ(world_.main.emit({.rooms = {}, .except = {"b"}}, "news", {}), 3);
    EXPECT_THAT(reached(), ElementsAre(0, 2, 3));
}

TEST_F(SocketIoBroadcast, ReachesNobodyInARoomThatThereIsNot) {
    EXPECT_EQ(world_.main.emit({.rooms = {"none"}, .except = {}}, "news", {}), 0);
    EXPECT_THAT(reached(), IsEmpty());
}

TEST_F(SocketIoBroadcast, ReachesNoLongerWhoLeftTheRoom) {
    join(0, "a");
    join(1, "a");
    world_.handler.sockets[0]->leave("a");
    world_.handler.sockets[0]->leave("a");

    EXPECT_EQ(world_.main.room_size("a"), 1);
    world_.main.emit({.rooms = {"a"}, .except = {}}, "news", {});

    EXPECT_THAT(reached(), ElementsAre(1));
}

TEST_F(SocketIoBroadcast, IsFramedOnceForAll) {
    world_.main.emit({}, "news", {});

    EXPECT_EQ(sessions_[0]->waiting()[0].message, sessions_[3]->waiting()[0].message);
}

TEST_F(SocketIoBroadcast, MayBeBinary) {
    world_.main.emit(
        {},
        "file",
        {.values = arguments(R"([{"_placeholder":true,"num":0}])").values, .attachments = {"bytes"}}
    );

    for (const auto& session : sessions_) {
        EXPECT_THAT(
            session->take(), ElementsAre(R"(451-["file",{"_placeholder":true,"num":0}])", "bytes")
        );
    }
}

TEST_F(SocketIoBroadcast, WithAKeyGivesWayToTheLatest) {
    world_.main.emit({}, "progress", arguments("[1]"), {.replace_key = 7});
    world_.main.emit({}, "news", {});
    world_.main.emit({}, "progress", arguments("[2]"), {.replace_key = 7});

    EXPECT_THAT(sessions_[0]->take(), ElementsAre("42[\"news\"]", "42[\"progress\",2]"));
}

TEST_F(SocketIoBroadcast, WithAttachmentsNeverGivesWay) {
    world_.main.emit(
        {},
        "file",
        {.values = arguments(R"([{"_placeholder":true,"num":0}])").values,
         .attachments = {"bytes"}},
        {.replace_key = 7}
    );

    EXPECT_EQ(sessions_[0]->waiting()[0].key, 0);
}

TEST_F(SocketIoBroadcast, IfVolatileLeavesOutWhoseLineIsBusy) {
    sessions_[1]->writable = false;

    EXPECT_EQ(world_.main.emit({}, "tick", {}, {.is_volatile = true}), 3);
    EXPECT_THAT(reached(), ElementsAre(0, 2, 3));
    world_.handler.sockets[1]->emit("tick", {}, {.is_volatile = true});
    EXPECT_THAT(reached(), IsEmpty());
}

TEST_F(SocketIoBroadcast, SurvivesReadersThatAreTooSlow) {
    for (const auto& session : sessions_)
        session->messages_max = 0;
    world_.handler.on_disconnected = [&](Socket&) { world_.main.emit({}, "left", {}); };

    world_.main.emit({}, "news", {});

    for (const auto& session : sessions_)
        EXPECT_EQ(session->close_reason(), CloseReason::slow_reader);
    EXPECT_THAT(world_.handler.reasons, SizeIs(4));
    EXPECT_EQ(world_.main.size(), 0);
}

TEST_F(SocketIoBroadcast, MayComeFromWithinAnEvent) {
    world_.handler.on_event = [&](Socket& socket, RecordingHandler::Event& event) {
        socket.join("said");
        world_.main.emit({.rooms = {}, .except = {"said"}}, event.name, event.arguments);
    };

    sessions_[2]->receive("2[\"said\",1]");

    EXPECT_THAT(reached(), ElementsAre(0, 1, 3));
}

TEST(SocketIoRooms, AreLeftWhenTheSocketGoes) {
    SocketWorld world;
    const auto session = world.join();
    world.handler.sockets[0]->join("a");
    EXPECT_THAT(world.handler.sockets[0]->rooms(), ElementsAre("a"));
    EXPECT_EQ(world.main.room_size("a"), 1);

    session->drop();

    EXPECT_EQ(world.main.room_size("a"), 0);
}

TEST(SocketIoRooms, MayBeJoinedBeforeTheAdmission) {
    SocketWorld world;
    world.handler.on_asked = [](Socket& socket) {
        socket.join("a");
        socket.join("b");
        socket.leave("b");
    };

    const auto session = world.join();

    EXPECT_EQ(world.main.room_size("a"), 1);
    EXPECT_EQ(world.main.room_size("b"), 0);
}

TEST(SocketIoRooms, JoiningTwiceIsJoiningOnce) {
    SocketWorld world;
    const auto session = world.join();

    EXPECT_TRUE(world.handler.sockets[0]->join("a"));
    EXPECT_TRUE(world.handler.sockets[0]->join("a"));

    EXPECT_EQ(world.main.room_size("a"), 1);
}

TEST(SocketIoRooms, ASocketCanBeInOnlySoMany) {
    SocketWorld world({.rooms_max = 2});
    const auto session = world.join();
    auto& socket = *world.handler.sockets[0];

    EXPECT_TRUE(socket.join("a"));
    EXPECT_TRUE(socket.join("b"));
    EXPECT_FALSE(socket.join("c"));
    EXPECT_TRUE(socket.join("a"));
    socket.leave("a");
    EXPECT_TRUE(socket.join("c"));
    EXPECT_EQ(world.main.room_size("c"), 1);
}

// The dense index against sets that cannot be wrong.
TEST(SocketIoRooms, ReachTheRightSocketsWhateverHappenedBefore) {
    constexpr std::size_t sessions = 12;
    std::mt19937 random(20261);
    const auto below = [&](std::size_t bound) { return random() % bound; };
    const auto room = [&] { return std::string(1, static_cast<char>('a' + below(6))); };
    SocketWorld world;
    std::vector<std::unique_ptr<FakeSession>> lines;
    std::vector<std::set<std::string>> rooms(sessions);
    for (std::size_t i = 0; i < sessions; ++i)
        lines.push_back(world.join());
    std::vector<Socket*> sockets = world.handler.sockets;

    for (int step = 0; step < 4'000; ++step) {
        SCOPED_TRACE(step);
        const auto i = below(sessions);
        const auto name = room();
        if (below(40) == 0) {
            lines[i]->drop();
            lines[i] = world.join();
            sockets[i] = world.handler.sockets.back();
            rooms[i].clear();
        } else if (below(2) == 0) {
            sockets[i]->join(name);
            rooms[i].insert(name);
        } else {
            sockets[i]->leave(name);
            rooms[i].erase(name);
        }
        const Audience audience{.rooms = {room(), room()}, .except = {room()}};
        const auto expected = std::ranges::count_if(rooms, [&](const auto& its) {
            return (its.contains(audience.rooms[0]) || its.contains(audience.rooms[1])) &&
                   !its.contains(audience.except[0]);
        });

        ASSERT_EQ(world.main.emit(audience, "news", {}), static_cast<std::size_t>(expected));
        for (std::size_t k = 0; k < sessions; ++k) {
            const bool is_meant =
                (rooms[k].contains(audience.rooms[0]) || rooms[k].contains(audience.rooms[1])) &&
                !rooms[k].contains(audience.except[0]);
            ASSERT_EQ(lines[k]->take().size(), is_meant ? 1 : 0);
        }
        if (step % 100 == 0) world.loop.pass(Milliseconds{0});
    }
}

}  // namespace
}  // namespace rollcall::live::socket_io
