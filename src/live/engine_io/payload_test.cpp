#include "live/engine_io/payload.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/packet.hpp"
#include "live/websocket/frame.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

using ::testing::ElementsAre;

// "4:text:a" for a packet, "malformed" for what is none.
std::vector<std::string> read(std::string_view body) {
    std::vector<std::string> packets;
    for (PayloadReader reader(body); reader.has_more();) {
        const auto packet = reader.next();
        if (!packet) {
            packets.emplace_back("malformed");
            continue;
        }
        const bool is_text = packet->kind == websocket::Opcode::text;
        packets.push_back(
            std::to_string(static_cast<int>(packet->type)) + (is_text ? ":text:" : ":binary:") +
            std::string(packet->payload)
        );
    }
    return packets;
}

TEST(EnginePayload, IsReadPacketAfterPacket) {
    EXPECT_THAT(
        read("4a\x1E"
             "bAQI=\x1E"
             "3\x1E"
             "4"),
        ElementsAre("4:text:a", "4:binary:\x01\x02", "3:text:", "4:text:")
    );
}

TEST(EnginePayload, HasAMalformedPacketWhereverOneStands) {
    EXPECT_THAT(read(""), ElementsAre("malformed"));
    EXPECT_THAT(read("\x1E"), ElementsAre("malformed", "malformed"));
    EXPECT_THAT(read("4a\x1E"), ElementsAre("4:text:a", "malformed"));
    EXPECT_THAT(read("abc"), ElementsAre("malformed"));
    EXPECT_THAT(
        read("b?\x1E"
             "4a"),
        ElementsAre("malformed", "4:text:a")
    );
}

TEST(EnginePayload, CarriesFramesAsPollingHasThem) {
    const std::vector<websocket::SharedFrame> frames{
        support::text_frame("a"), support::binary_frame("\x01\x02\x03\x04"), ping_frame()};

    EXPECT_EQ(
        to_payload(frames),
        "4a\x1E"
        "bAQIDBA==\x1E"
        "2"
    );
    EXPECT_EQ(to_payload({}), "");
}

TEST(EnginePayload, KeepsEmptyMessagesApart) {
    const std::vector<websocket::SharedFrame> frames{
        support::binary_frame(""), support::text_frame(""), support::binary_frame("")};

    EXPECT_EQ(
        to_payload(frames),
        "b\x1E"
        "4\x1E"
        "b"
    );
    EXPECT_THAT(read(to_payload(frames)), ElementsAre("4:binary:", "4:text:", "4:binary:"));
}

}  // namespace
}  // namespace rollcall::live::engine_io
