#include "live/websocket/frame.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace rollcall::live::websocket {
namespace {

// The head of a frame of so many bytes.
std::string head_of(std::size_t payload) {
    const Frame frame(Opcode::binary, std::string(payload, 'x'));
    return std::string(frame.bytes().substr(0, frame.bytes().size() - payload));
}

TEST(WebsocketFrame, IsWrittenAsTheStandardsExamples) {
    // RFC 6455 5.7, the server's.
    EXPECT_EQ(Frame(Opcode::text, "Hello").bytes(), "\x81\x05Hello");
    EXPECT_EQ(Frame(Opcode::ping, "Hello").bytes(), "\x89\x05Hello");
    EXPECT_EQ(head_of(256), std::string("\x82\x7E\x01\x00", 4));
    EXPECT_EQ(head_of(65'536), std::string("\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST(WebsocketFrame, WritesItsLengthInTheFewestBytes) {
    struct Case {
        std::size_t payload;
        std::string_view head;
    };
    using namespace std::string_view_literals;
    for (const auto& [payload, head] : {
             Case{0, "\x82\x00"sv},
             Case{125, "\x82\x7D"sv},
             Case{126, "\x82\x7E\x00\x7E"sv},
             Case{65'535, "\x82\x7E\xFF\xFF"sv},
             Case{65'536, "\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"sv},
         }) {
        SCOPED_TRACE(payload);
        EXPECT_EQ(head_of(payload), head);
    }
}

TEST(WebsocketFrame, KnowsItsPayloadAndKind) {
    for (const std::size_t length : {0U, 1U, 125U, 126U, 65'535U, 65'536U}) {
        SCOPED_TRACE(length);
        const std::string payload(length, 'p');
        const auto frame = make_frame(Opcode::text, payload);
        EXPECT_EQ(frame->payload(), payload);
        EXPECT_EQ(frame->opcode(), Opcode::text);
    }
}

TEST(WebsocketCloseFrame, HasItsCodeBeforeItsReason) {
    EXPECT_EQ(
        make_close(CloseCode::normal, "bye")->bytes(),
        "\x88\x05\x03\xE8"
        "bye"
    );
    EXPECT_EQ(make_close(CloseCode::too_big, "")->bytes(), "\x88\x02\x03\xF1");
}

TEST(WebsocketCloseFrame, KeepsAReasonOf123BytesWhole) {
    const std::string reason(123, 'r');
    EXPECT_EQ(make_close(CloseCode::normal, reason)->payload().substr(2), reason);
}

TEST(WebsocketCloseFrame, CutsALongReasonAtACharactersBorder) {
    const std::string reason(122, 'r');
    EXPECT_EQ(make_close(CloseCode::normal, reason + "\xC3\xA9")->payload().substr(2), reason);
    EXPECT_EQ(
        make_close(CloseCode::normal, reason + "r and more")->payload().substr(2), reason + "r"
    );
}

TEST(WebsocketCloseFrameDeathTest, NeverSaysThatThereWasNoCode) {
    EXPECT_DEATH(make_close(CloseCode::no_status, ""), "no_status");
}

}  // namespace
}  // namespace rollcall::live::websocket
