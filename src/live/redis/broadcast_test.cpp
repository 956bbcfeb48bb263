#include "live/redis/broadcast.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/redis/msgpack.hpp"

namespace rollcall::live::redis {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::IsEmpty;

// A message as JSON says it.
std::string message(std::string_view text, std::vector<std::string> attachments = {}) {
    return pack({.value = json::parse(text), .attachments = std::move(attachments)});
}

TEST(Broadcast, OneRoomHasAChannelOfItsOwn) {
    const std::vector<std::string> one{"user:7"};
    const std::vector<std::string> two{"user:7", "queue"};

    EXPECT_EQ(channel_of("/", {}), "socket.io#/#");
    EXPECT_EQ(channel_of("/", one), "socket.io#/#user:7#");
    EXPECT_EQ(channel_of("/", two), "socket.io#/#");
    EXPECT_EQ(channels_of("/custom"), "socket.io#/custom#*");
    EXPECT_EQ(requests_of("/custom"), "socket.io-request#/custom#");
}

TEST(Broadcast, IsWrittenAsRedisAdapterReadsIt) {
    const Broadcast broadcast{
        .sender = "rollcall-one",
        .name_space = "/",
        .event = "news",
        .arguments = {.values = {{{"a", 1}}, "b"}, .attachments = {}},
        .audience = {.rooms = {"user:7", "queue"}, .except = {"deaf"}},
        .is_volatile = true};

    const auto unpacked = unpack(encode(broadcast));

    ASSERT_TRUE(unpacked.has_value());
    EXPECT_EQ(unpacked->value, json::parse(R"(["rollcall-one",
        {"type": 2, "data": ["news", {"a": 1}, "b"], "nsp": "/"},
        {"rooms": ["user:7", "queue"], "except": ["deaf"], "flags": {"volatile": true}}])"));
}

TEST(Broadcast, ComesBackAsItWas) {
    const json::value place{{"_placeholder", true}, {"num", 0}};
    const Broadcast broadcast{
        .sender = "one",
        .name_space = "/custom",
        .event = "news",
        .arguments = {.values = {place, {1, nullptr}}, .attachments = {"bytes"}},
        .audience = {.rooms = {"queue"}, .except = {}},
        .is_volatile = false,
        .is_local = true};

    const auto back = decode(encode(broadcast));

    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(back->sender, "one");
    EXPECT_EQ(back->name_space, "/custom");
    EXPECT_EQ(back->event, "news");
    EXPECT_EQ(back->arguments.values, broadcast.arguments.values);
    EXPECT_THAT(back->arguments.attachments, ElementsAre("bytes"));
    EXPECT_THAT(back->audience.rooms, ElementsAre("queue"));
    EXPECT_THAT(back->audience.except, IsEmpty());
    EXPECT_FALSE(back->is_volatile);
    EXPECT_TRUE(back->is_local);
}

TEST(Broadcast, WhatAnEmitterLeavesOutHasItsDefault) {
    const auto broadcast = decode(message(R"(["emitter", {"type": 2, "data": ["news"]}, {}])"));

    ASSERT_TRUE(broadcast.has_value()) << broadcast.error().message;
    EXPECT_EQ(broadcast->sender, "emitter");
    EXPECT_EQ(broadcast->name_space, "/");
    EXPECT_THAT(broadcast->arguments.values, IsEmpty());
    EXPECT_THAT(broadcast->audience.rooms, IsEmpty());
}

TEST(Broadcast, RoomsThatAreNumbersAreNotOurs) {
    const auto some =
        decode(message(R"(["emitter", {"type": 2, "data": ["news"]}, {"rooms": [7, "queue"]}])"));

    ASSERT_TRUE(some.has_value());
    EXPECT_THAT(some->audience.rooms, ElementsAre("queue"));
    // It would be for everybody else.
    EXPECT_FALSE(decode(message(R"(["emitter", {"type": 2, "data": ["news"]}, {"rooms": [7]}])")));
}

TEST(Broadcast, WhatNoServerWouldPublishIsRefused) {
    for (const auto* text :
         {R"({})",
          R"(["one"])",
          R"([1, {"type": 2, "data": ["news"]}, {}])",
          R"(["one", [], {}])",
          R"(["one", {"type": 2, "data": ["news"]}, []])",
          R"(["one", {"type": 2, "data": ["news"]}, {}, 1])",
          R"(["one", {"data": ["news"]}, {}])",
          R"(["one", {"type": 3, "data": ["news"]}, {}])",
          R"(["one", {"type": "2", "data": ["news"]}, {}])",
          R"(["one", {"type": 2}, {}])",
          R"(["one", {"type": 2, "data": []}, {}])",
          R"(["one", {"type": 2, "data": [7]}, {}])",
          R"(["one", {"type": 2, "data": ["disconnect"]}, {}])",
          R"(["one", {"type": 2, "data": ["news"], "nsp": 7}, {}])",
          R"(["one", {"type": 2, "data": ["news"]}, {"rooms": "queue"}])",
          R"(["one", {"type": 2, "data": ["news"]}, {"rooms": [null]}])",
          R"(["one", {"type": 2, "data": ["news"]}, {"except": [{}]}])",
          R"(["one", {"type": 2, "data": ["news", {"_placeholder": true, "num": 0}]}, {}])"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(decode(message(text)).has_value());
    }
}

TEST(Broadcast, AttachmentsBelongIntoTheData) {
    const std::string place = R"({"_placeholder": true, "num": 0})";

    EXPECT_TRUE(
        decode(message(R"(["one", {"type": 5, "data": ["news", )" + place + "]}, {}]", {"x"}))
            .has_value()
    );
    EXPECT_FALSE(
        decode(message(R"(["one", {"type": 2, "data": ["news"], "x": )" + place + "}, {}]", {"x"}))
            .has_value()
    );
}

}  // namespace
}  // namespace rollcall::live::redis
