#include "live/redis/outlet.hpp"

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/redis/broadcast.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutletTest : public testing::Test {
protected:
    void emit(
        std::string_view event,
        const socket_io::EmitOptions& options = {},
        const std::vector<std::string>& rooms = {"queue"}
    ) {
        outlet.emit(
            {.rooms = rooms, .except = {}}, event, {.values = {1}, .attachments = {}}, options
        );
    }
    std::vector<Post> take() { return outlet.take(stop.get_token(), std::chrono::milliseconds{0}); }
    std::vector<std::string> taken_events() {
        std::vector<std::string> events;
        for (const auto& post : take())
            events.push_back(decode(post.message)->event);
        return events;
    }

    Outlet outlet{{.sender = "rollcall-one", .name = "/", .waiting_max = 3}};
    std::stop_source stop;
};

TEST_F(OutletTest, IsEmptyWhileItIsClosed) {
    EXPECT_EQ(outlet.size(), 0U);
    EXPECT_EQ(outlet.room_size("queue"), 0U);

    emit("news");
    outlet.open();

    EXPECT_THAT(take(), IsEmpty());
    EXPECT_GT(outlet.size(), 0U);
    EXPECT_GT(outlet.room_size("queue"), 0U);
}

TEST_F(OutletTest, AMessageGoesToItsChannel) {
    outlet.open();

    emit("one", {.replace_key = 0, .is_volatile = true});
    emit("two", {}, {"queue", "user:7"});

    const auto posts = take();
    ASSERT_THAT(posts, SizeIs(2));
    EXPECT_EQ(posts[0].channel, "socket.io#/#queue#");
    EXPECT_EQ(posts[1].channel, "socket.io#/#");
    const auto first = decode(posts[0].message);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->sender, "rollcall-one");
    EXPECT_EQ(first->event, "one");
    EXPECT_TRUE(first->is_volatile);
    EXPECT_THAT(decode(posts[1].message)->audience.rooms, ElementsAre("queue", "user:7"));
}

TEST_F(OutletTest, OfEventsWithOneKeyTheLatestGoes) {
    outlet.open();

    emit("old", {.replace_key = 7, .is_volatile = false});
    emit("other", {.replace_key = 8, .is_volatile = false});
    emit("new", {.replace_key = 7, .is_volatile = false});

    EXPECT_THAT(taken_events(), ElementsAre("other", "new"));
}

TEST_F(OutletTest, OnlySoManyWait) {
    outlet.open();

    for (const auto* event : {"one", "two", "three", "four"})
        emit(event);

    EXPECT_THAT(taken_events(), ElementsAre("one", "two", "three"));
    EXPECT_EQ(outlet.dropped(), 1U);
}

TEST_F(OutletTest, WhatWaitsWhenItClosesIsForgotten) {
    outlet.open();
    emit("news");

    outlet.close();
    outlet.open();

    EXPECT_THAT(take(), IsEmpty());
}

TEST_F(OutletTest, WhoIsToldToStopDoesNotWait) {
    stop.request_stop();

    EXPECT_THAT(outlet.take(stop.get_token(), std::chrono::hours{1}), IsEmpty());
}

}  // namespace
}  // namespace rollcall::live::redis
