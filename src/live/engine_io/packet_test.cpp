#include "live/engine_io/packet.hpp"

#include <gtest/gtest.h>

namespace rollcall::live::engine_io {
namespace {

TEST(EnginePacket, IsATypeAndWhatFollows) {
    const auto packet = parse_packet("4hello");

    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->type, PacketType::message);
    EXPECT_EQ(packet->kind, websocket::Opcode::text);
    EXPECT_EQ(packet->payload, "hello");
}

TEST(EnginePacket, HasEachOfTheSevenTypes) {
    constexpr PacketType types[] = {
        PacketType::open,
        PacketType::close,
        PacketType::ping,
        PacketType::pong,
        PacketType::message,
        PacketType::upgrade,
        PacketType::noop};
    char digit = '0';
    for (const auto type : types) {
        SCOPED_TRACE(digit);
        const auto packet = parse_packet({&digit, 1});
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->type, type);
        EXPECT_EQ(packet->payload, "");
        ++digit;
    }
}

TEST(EnginePacket, IsNoneWithoutAType) {
    for (const char* text : {"", "7", "a4", " 4", "b", "/", "\xFF"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_packet(text));
    }
}

TEST(EnginePacket, OfTheServerAreFramedAsTheWireHasThem) {
    EXPECT_EQ(ping_frame()->payload(), "2");
    EXPECT_EQ(probe_answer_frame()->payload(), "3probe");
    EXPECT_EQ(ping_frame().get(), ping_frame().get());
}

}  // namespace
}  // namespace rollcall::live::engine_io
