#include "live/socket_io/packet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/socket_io/decoder.hpp"
#include "live/socket_io/server.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::socket_io {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Packet packet(PacketType type, std::string_view name_space, std::string_view payload) {
    Packet made;
    made.type = type;
    made.name_space = name_space;
    if (!payload.empty()) made.payload = boost::json::parse(payload);
    return made;
}

Packet numbered(Packet packet, std::uint64_t id) {
    packet.id = id;
    return packet;
}

Packet with_attachments(Packet packet, std::vector<std::string> attachments) {
    packet.attachments = std::move(attachments);
    return packet;
}

const std::pair<Packet, const char*> wire_forms[] = {
    {packet(PacketType::connect, "/", ""), "0"},
    {packet(PacketType::connect, "/", R"({"sid":"x"})"), R"(0{"sid":"x"})"},
    {packet(PacketType::connect, "/custom", ""), "0/custom,"},
    {packet(PacketType::disconnect, "/", ""), "1"},
    {packet(PacketType::disconnect, "/custom", ""), "1/custom,"},
    {packet(PacketType::event, "/", R"(["a",1])"), R"(2["a",1])"},
    {numbered(packet(PacketType::event, "/custom", R"(["a"])"), 12), R"(2/custom,12["a"])"},
    {numbered(packet(PacketType::ack, "/", "[]"), 0), "30[]"},
    {packet(PacketType::connect_error, "/a", R"({"message":"no"})"), R"(4/a,{"message":"no"})"},
    {with_attachments(
         packet(PacketType::event, "/", R"(["a",{"_placeholder":true,"num":0}])"),
         {"x"}
     ),
     R"(51-["a",{"_placeholder":true,"num":0}])"},
    {numbered(
         with_attachments(
             packet(PacketType::ack, "/c", R"([{"_placeholder":true,"num":0}])"),
             {"x"}
         ),
         5
     ),
     R"(61-/c,5[{"_placeholder":true,"num":0}])"},
};

TEST(SocketIoPacket, HasItsFormOnTheWire) {
    for (const auto& [packet, text] : wire_forms) {
        SCOPED_TRACE(text);
        EXPECT_EQ(encode(packet), text);
    }
}

TEST(SocketIoPacket, ComesBackAsItWent) {
    for (const auto& [packet, text] : wire_forms) {
        SCOPED_TRACE(text);
        Decoder decoder({});
        auto back = decoder.take_text(encode(packet));
        for (const auto& attachment : packet.attachments) {
            ASSERT_TRUE(back && !*back);
            back = decoder.take_binary(attachment);
        }
        ASSERT_TRUE(back && *back);
        EXPECT_EQ(**back, packet);
    }
}

TEST(SocketIoPacket, IsFramedAsAMessageWithItsAttachmentsBehind) {
    const auto message = frame(with_attachments(
        packet(
            PacketType::event,
            "/",
            R"(["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"
        ),
        {"first", "second"}
    ));

    EXPECT_EQ(message.text->opcode(), websocket::Opcode::text);
    EXPECT_TRUE(message.text->payload().starts_with("452-["));
    ASSERT_THAT(message.attachments, SizeIs(2));
    EXPECT_EQ(message.attachments[0]->opcode(), websocket::Opcode::binary);
    EXPECT_EQ(message.attachments[0]->payload(), "first");
    EXPECT_EQ(message.attachments[1]->payload(), "second");
}

TEST(SocketIoPacket, AnEventIsEncodedWhereItsArgumentsLie) {
    const Arguments none;
    const Arguments two{
        .values = boost::json::parse(R"([1,{"b":"ü"}])").as_array(), .attachments = {}};
    const std::pair<EventView, const char*> events[] = {
        {{"/", std::nullopt, "a", none, ""}, R"(42["a"])"},
        {{"/", std::nullopt, "a\"b", two, ""}, R"(42["a\"b",1,{"b":"ü"}])"},
        {{"/custom", 7, "a", none, ""}, R"(42/custom,7["a"])"},
        {{"/", std::nullopt, "a", none, "offset"}, R"(42["a","offset"])"},
        {{"/", std::nullopt, "a", two, "offset"}, R"(42["a",1,{"b":"ü"},"offset"])"},
    };
    for (const auto& [event, text] : events) {
        SCOPED_TRACE(text);
        const auto message = frame(event);
        EXPECT_EQ(message.text->payload(), text);
        EXPECT_THAT(message.attachments, IsEmpty());
    }
}

TEST(SocketIoPacket, AnAckIsEncodedWhereItsArgumentsLie) {
    const Arguments two{.values = boost::json::parse(R"([1,"x"])").as_array(), .attachments = {}};

    EXPECT_EQ(frame(AckView{"/", 0, {}}).text->payload(), "430[]");
    EXPECT_EQ(frame(AckView{"/custom", 12, two}).text->payload(), R"(43/custom,12[1,"x"])");
}

}  // namespace
}  // namespace rollcall::live::socket_io
