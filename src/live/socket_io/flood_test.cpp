#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

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
using ::testing::SizeIs;

constexpr int burst = 20;

Settings strict_settings() {
    Settings settings;
    settings.packets = {.per_second = 10, .burst = burst};
    settings.refusals_max = burst;
    return settings;
}

TEST(SocketIoFlood, OfAnyKindOfPacketClosesTheSession) {
    const std::pair<const char*, std::vector<std::string_view>> floods[] = {
        {"leaving and coming back", {"1", "0"}},
        {"acks of nothing", {"31[]"}},
        {"connects that are refused", {"0/unknown,"}},
        {"events", {"2[\"event\"]"}},
    };
    for (const auto& [name, packets] : floods) {
        SCOPED_TRACE(name);
        SocketWorld world(strict_settings());
        const auto session = world.join();

        for (int sent = 1; sent < burst; ++sent)
            session->receive(packets[static_cast<std::size_t>(sent - 1) % packets.size()]);
        EXPECT_FALSE(session->is_closed());
        session->receive(packets[static_cast<std::size_t>(burst - 1) % packets.size()]);

        EXPECT_EQ(session->close_reason(), CloseReason::forced_close);
    }
}

TEST(SocketIoFlood, IsNotHandledWhereItIsTooMuch) {
    SocketWorld world(strict_settings());
    const auto session = world.join();

    for (int sent = 0; sent < 2 * burst; ++sent)
        session->receive("2[\"event\"]");

    EXPECT_THAT(world.handler.events, SizeIs(burst - 1));
    EXPECT_THAT(world.handler.reasons, ElementsAre("forced server close"));
}

TEST(SocketIoFlood, IsNoneForWhoKeepsTheRate) {
    SocketWorld world(strict_settings());
    const auto session = world.join();

    for (int sent = 0; sent < 10 * burst; ++sent) {
        session->receive("2[\"event\"]");
        world.loop.pass(Milliseconds{100});
    }

    EXPECT_FALSE(session->is_closed());
    EXPECT_THAT(world.handler.events, SizeIs(10 * burst));
}

TEST(SocketIoFlood, CountsAPacketOnceHoweverManyAttachmentsItHas) {
    SocketWorld world(strict_settings());
    const auto session = world.join();

    for (int sent = 1; sent < burst; ++sent) {
        session->receive(
            R"(52-["event",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"
        );
        session->receive_binary("one");
        session->receive_binary("two");
    }

    EXPECT_FALSE(session->is_closed());
    EXPECT_THAT(world.handler.events, SizeIs(burst - 1));
}

}  // namespace
}  // namespace rollcall::live::socket_io
