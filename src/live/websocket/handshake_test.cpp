#include "live/websocket/handshake.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/server.hpp"

namespace rollcall::live::websocket {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class WebsocketHandshake : public ::testing::Test {
protected:
    auto accept(std::string_view method = "GET") const {
        const engine_io::Request request{
            .method = method, .target = "/ws", .headers = headers_, .peer = "192.0.2.1"};
        return accept_upgrade(request);
    }
    unsigned status() const {
        const auto headers = accept();
        return headers ? 101 : headers.error().status;
    }
    void set(std::string_view name, std::string value) {
        remove(name);
        headers_.emplace_back(name, std::move(value));
    }
    void remove(std::string_view name) {
        std::erase_if(headers_, [&](const auto& header) { return header.first == name; });
    }

    // RFC 6455 1.3's own example.
    Headers headers_{
        {"host", "rollcall.example.org"},
        {"upgrade", "websocket"},
        {"connection", "Upgrade"},
        {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
        {"sec-websocket-version", "13"}};
};

TEST_F(WebsocketHandshake, AnswersTheStandardsExample) {
    const auto headers = accept();

    ASSERT_TRUE(headers);
    EXPECT_THAT(
        *headers,
        UnorderedElementsAre(
            Pair("upgrade", "websocket"),
            Pair("connection", "Upgrade"),
            Pair("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        )
    );
}

TEST_F(WebsocketHandshake, ReadsListsWithoutRegardToCaseOrBlanks) {
    set("connection", "keep-alive , UPGRADE");
    set("upgrade", "h2c,WebSocket");
    EXPECT_EQ(status(), 101U);
}

TEST_F(WebsocketHandshake, ReadsAListThatStandsInSeveralHeaders) {
    set("connection", "keep-alive");
    headers_.emplace_back("connection", "Upgrade");
    EXPECT_EQ(status(), 101U);
}

TEST_F(WebsocketHandshake, AcceptsNoExtensionAndNoSubprotocol) {
    set("sec-websocket-extensions", "permessage-deflate; client_max_window_bits");
    set("sec-websocket-protocol", "chat");

    const auto headers = accept();

    ASSERT_TRUE(headers);
    EXPECT_THAT(*headers, Not(Contains(Pair("sec-websocket-extensions", ::testing::_))));
    EXPECT_THAT(*headers, Not(Contains(Pair("sec-websocket-protocol", ::testing::_))));
}

TEST_F(WebsocketHandshake, BeginsWithGetAlone) {
    for (const std::string_view method : {"POST", "HEAD", "OPTIONS", "get"}) {
        SCOPED_TRACE(method);
        const auto headers = accept(method);
        ASSERT_FALSE(headers);
        EXPECT_EQ(headers.error().status, 405U);
        EXPECT_THAT(headers.error().headers, Contains(Pair("allow", "GET")));
    }
}

TEST_F(WebsocketHandshake, NamesItsVersionToWhoSpeaksAnother) {
    for (const std::string_view version : {"8", "0", "", "14", "13, 8", "013"}) {
        SCOPED_TRACE(version);
        set("sec-websocket-version", std::string(version));
        const auto headers = accept();
        ASSERT_FALSE(headers);
        EXPECT_EQ(headers.error().status, 426U);
        EXPECT_THAT(headers.error().headers, Contains(Pair("sec-websocket-version", "13")));
    }
}

TEST_F(WebsocketHandshake, RefusesWhatIsNoUpgradeToAWebsocket) {
    struct Case {
        std::string_view header;
        std::string_view value;
    };
    for (const auto& [header, value] : std::vector<Case>{
             {"connection", "keep-alive"},
             {"connection", "upgraded"},
             {"connection", ""},
             {"upgrade", "h2c"},
             {"upgrade", "websockets"},
             {"upgrade", ""},
         }) {
        SCOPED_TRACE(std::string(header) + ": " + std::string(value));
        auto before = headers_;
        set(header, std::string(value));
        EXPECT_EQ(status(), 400U);
        headers_ = std::move(before);
    }
}

TEST_F(WebsocketHandshake, RefusesAKeyThatIsNot16BytesInBase64) {
    for (const std::string_view key :
         {"",
          "dGhlIHNhbXBsZSBub25jZQ",
          "dGhlIHNhbXBsZSBub25jZQ=",
          "dGhlIHNhbXBsZSBub25jZQ===",
          "dGhlIHNhbXBsZSBub25jZQAA",
          "dGhlIHNhbXBsZSBub25jZ_==",
          "dGhlIHNhbXBsZSBub25j Q==",
          "dGhlIHNhbXBsZSBub25jZQ== dGhl"}) {
        SCOPED_TRACE(key);
        set("sec-websocket-key", std::string(key));
        EXPECT_EQ(status(), 400U);
    }
}

TEST_F(WebsocketHandshake, RefusesWhatMissesAHeader) {
    struct Case {
        std::string_view header;
        unsigned status;
    };
    for (const auto& [header, expected] : std::vector<Case>{
             {"connection", 400},
             {"upgrade", 400},
             {"sec-websocket-key", 400},
             {"sec-websocket-version", 426},
         }) {
        SCOPED_TRACE(header);
        auto before = headers_;
        remove(header);
        EXPECT_EQ(status(), expected);
        headers_ = std::move(before);
    }
}

TEST_F(WebsocketHandshake, RefusesTwoKeys) {
    headers_.emplace_back("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
    EXPECT_EQ(status(), 400U);
}

}  // namespace
}  // namespace rollcall::live::websocket
