#include "net/peers.hpp"

#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "net/server.hpp"
#include "tests/support/fake_front.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/raw_websocket.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using tests::RawClient;
using tests::RawWebsocket;

constexpr const char* hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Peers, CountsEachAddressForItself) {
    Peers peers;
    const auto first = peers.seat("192.0.2.1");
    const auto second = peers.seat("192.0.2.1");
    const auto other = peers.seat("192.0.2.2");

    EXPECT_EQ(peers.count("192.0.2.1"), 2U);
    EXPECT_EQ(peers.count("192.0.2.2"), 1U);
    EXPECT_EQ(peers.count("192.0.2.3"), 0U);
}

TEST(Peers, CountTheAddressesOfOnePersonTogetherAndKeepEach) {
    Peers peers;
    const auto first = peers.seat("2001:db8:1:2::1");
    const auto second = peers.seat("2001:db8:1:2::2");
    const auto other = peers.seat("2001:db8:1:3::1");

    EXPECT_EQ(peers.count("2001:db8:1:2::77"), 2U);
    EXPECT_EQ(peers.count("2001:db8:1:3::1"), 1U);
    EXPECT_EQ(second.address(), "2001:db8:1:2::2");
}

TEST(Peers, CountASeatOnceHoweverOftenItIsGivenOn) {
    Peers peers;
    auto first = peers.seat("192.0.2.1");
    auto second = std::move(first);
    Peers::Seat third;
    third = std::move(second);

    EXPECT_EQ(peers.count("192.0.2.1"), 1U);
    EXPECT_EQ(third.address(), "192.0.2.1");
    third.leave();
    EXPECT_EQ(peers.count("192.0.2.1"), 0U);
    EXPECT_EQ(third.address(), "");
}

TEST(Peers, CountNoSeatThatAnotherReplaced) {
    Peers peers;
    auto seat = peers.seat("192.0.2.1");

    seat = peers.seat("192.0.2.2");

    EXPECT_EQ(peers.count("192.0.2.1"), 0U);
    EXPECT_EQ(peers.count("192.0.2.2"), 1U);
}

class CrowdedServerTest : public testing::Test {
protected:
    CrowdedServerTest() {
        ServerSettings settings;
        settings.hosts = {"127.0.0.1"};
        settings.port = 0;
        settings.connections_per_peer_max = 1;
        server.emplace(settings, api);
        EXPECT_TRUE(server->start(&front));
    }

    tests::FakeFront front;
    const tests::SmallApi api;
    std::optional<Server> server;
};

TEST_F(CrowdedServerTest, TurnsAwayOneMoreOfTheSameAddressAndNobodyElse) {
    RawClient first(server->port());
    first.send(hello);
    ASSERT_EQ(first.read_answer().status, 200U);

    RawClient second(server->port());
    EXPECT_EQ(second.read_answer().status, 503U);
    RawClient neighbour(server->port(), "127.0.0.2");
    neighbour.send(hello);
    EXPECT_EQ(neighbour.read_answer().status, 200U);
}

TEST_F(CrowdedServerTest, CountsAWebsocketAmongTheConnectionsOfItsAddress) {
    RawWebsocket first(server->port());
    ASSERT_TRUE(first.is_open());
    front.links.wait_for(1);

    RawClient second(server->port());
    EXPECT_EQ(second.read_answer().status, 503U);
}

TEST_F(CrowdedServerTest, HasRoomAgainOnceAWebsocketIsGone) {
    {
        RawWebsocket first(server->port());
        ASSERT_TRUE(first.is_open());
        first.reset();
    }
    front.links.wait_for(0);

    RawClient second(server->port());
    second.send(hello);
    EXPECT_EQ(second.read_answer().status, 200U);
}

}  // namespace
}  // namespace rollcall::net
