#include "live/websocket/receiver.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/websocket/frame.hpp"
#include "tests/support/websocket_client.hpp"

namespace rollcall::live::websocket {
namespace {

using support::client_close;
using support::client_fragment;
using support::client_frame;
using support::last_fragment;
using support::WrittenDown;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t message_bytes_max = 1'000'000;

class WebsocketReceiver : public ::testing::Test {
protected:
    auto feed(std::string bytes) { return receiver_.feed(bytes, heard_); }

    Receiver receiver_{message_bytes_max};
    WrittenDown heard_;
};

// Remembers where a message stood, not what it said.
class Places final : public Receiver::Sink {
public:
    void message(Opcode /*kind*/, std::string_view payload) override { place = payload; }
    void ping(std::string_view payload) override { place = payload; }
    void pong(std::string_view payload) override { place = payload; }
    void close(std::optional<CloseCode> /*code*/, std::string_view reason) override {
        place = reason;
    }

    std::string_view place;
};

TEST_F(WebsocketReceiver, GivesAWholeFrameWhereItStands) {
    Places places;
    auto bytes = client_frame(Opcode::text, "hello");
    ASSERT_TRUE(receiver_.feed(bytes, places));

    EXPECT_EQ(places.place.data(), bytes.data() + bytes.size() - 5);
    EXPECT_EQ(places.place, "hello");
}

TEST_F(WebsocketReceiver, CostsUnder100BytesWhenIdle) {
    static_assert(sizeof(Receiver) < 100);
    EXPECT_EQ(receiver_.held_bytes(), 0U);
}

TEST_F(WebsocketReceiver, GivesBackWhatALongMessageTook) {
    const auto bytes = client_frame(Opcode::binary, std::string(100'000, 'x'));
    ASSERT_TRUE(feed(bytes.substr(0, 60'000)));
    ASSERT_GT(receiver_.held_bytes(), 50'000U);

    ASSERT_TRUE(feed(bytes.substr(60'000)));

    EXPECT_EQ(receiver_.held_bytes(), 0U);
}

TEST_F(WebsocketReceiver, GivesBackWhatAControlFrameTook) {
    const auto bytes = client_frame(Opcode::ping, std::string(100, 'x'));
    ASSERT_TRUE(feed(bytes.substr(0, 60)));
    ASSERT_GT(receiver_.held_bytes(), 0U);

    ASSERT_TRUE(feed(bytes.substr(60)));

    EXPECT_EQ(receiver_.held_bytes(), 0U);
}

TEST_F(WebsocketReceiver, GivesBackEverythingWhenTheClientBreaksARule) {
    ASSERT_TRUE(feed(client_fragment(Opcode::binary, std::string(1'000, 'x'))));

    EXPECT_FALSE(feed(client_frame(Opcode::text, "a")));

    EXPECT_EQ(receiver_.held_bytes(), 0U);
}

TEST_F(WebsocketReceiver, TakesNoRoomForAPayloadThatWasOnlyAnnounced) {
    ASSERT_TRUE(feed(support::client_head(support::first_byte(Opcode::binary), 900'000, 8)));

    EXPECT_EQ(receiver_.held_bytes(), 0U);
}

TEST_F(WebsocketReceiver, TakesNoMoreThanAHalfMessageIsLongWhenItIsWhole) {
    constexpr std::size_t length = 100'000;
    const auto bytes = client_frame(Opcode::binary, std::string(length, 'x'));
    for (std::size_t sent = 0; sent + 1'000 < bytes.size(); sent += 1'000) {
        ASSERT_TRUE(feed(bytes.substr(sent, 1'000)));
        ASSERT_LE(receiver_.held_bytes(), length);
    }
}

TEST_F(WebsocketReceiver, TakesNoMoreThanAMessageMayBeForOneInFragments) {
    const std::string fragment(9'000, 'x');
    ASSERT_TRUE(feed(client_fragment(Opcode::binary, fragment)));
    for (std::size_t sent = fragment.size(); sent + fragment.size() < message_bytes_max;
         sent += fragment.size()) {
        ASSERT_TRUE(feed(client_fragment(Opcode::continuation, fragment)));
        ASSERT_LE(receiver_.held_bytes(), message_bytes_max);
    }
}

TEST_F(WebsocketReceiver, DeliversNothingAfterTheClientsClose) {
    ASSERT_TRUE(feed(client_close(1000) + client_frame(Opcode::text, "late")));
    ASSERT_TRUE(feed(client_frame(Opcode::ping, "later")));

    EXPECT_THAT(heard_.lines, ElementsAre("close 1000"));
    EXPECT_TRUE(receiver_.has_ended());
}

TEST_F(WebsocketReceiver, DeliversNothingAfterARefusal) {
    EXPECT_FALSE(feed(last_fragment("of nothing")));
    EXPECT_TRUE(feed(client_frame(Opcode::text, "late")));

    EXPECT_THAT(heard_.lines, IsEmpty());
    EXPECT_TRUE(receiver_.has_ended());
}

TEST_F(WebsocketReceiver, JoinsFragmentsAroundControlFrames) {
    ASSERT_TRUE(feed(
        client_fragment(Opcode::text, "one ") + client_frame(Opcode::ping, "here?") +
        client_fragment(Opcode::continuation, "two ") + last_fragment("three")
    ));

    EXPECT_THAT(heard_.lines, ElementsAre("ping here?", "text one two three"));
}

TEST_F(WebsocketReceiver, SaysWhatTheCloseFrameShouldSay) {
    const auto fed = feed(client_frame(Opcode::text, "\xFF"));

    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, CloseCode::invalid_data);
    EXPECT_EQ(fed.error().reason, "text is not UTF-8");
}

}  // namespace
}  // namespace rollcall::live::websocket
