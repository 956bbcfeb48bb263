#include "live/engine_io/handshake.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/answers.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"

namespace rollcall::live::engine_io {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

using Headers = std::vector<std::pair<std::string, std::string>>;

Handshake kept(const Headers& headers) {
    return make_handshake(
        {.method = "GET", .target = "/?a=%41&b", .headers = headers, .peer = "::1", .secure = true}
    );
}

TEST(EngineHandshakeRequest, NamesItsTransportAndItsSession) {
    const auto parameters = read_parameters("/?EIO=4&transport=websocket&sid=abc");

    ASSERT_TRUE(parameters);
    EXPECT_EQ(parameters->transport, Transport::websocket);
    EXPECT_EQ(parameters->session_id, "abc");
    EXPECT_EQ(read_parameters("/?EIO=4&transport=polling")->session_id, "");
}

TEST(EngineHandshakeRequest, IsRefusedForItsTransportBeforeItsVersion) {
    EXPECT_EQ(read_parameters("/?EIO=3&transport=x").error(), Fault::transport_unknown);
    EXPECT_EQ(read_parameters("/?EIO=3&transport=polling").error(), Fault::unsupported_protocol);
    EXPECT_EQ(read_parameters("/?transport=polling").error(), Fault::unsupported_protocol);
}

TEST(EngineHandshakeRequest, IsKeptWithWhatTellsWhoAsks) {
    const auto handshake = kept(
        {{"host", "app.example.org"},
         {"connection", "keep-alive"},
         {"user-agent", "a browser"},
         {"accept", "*/*"},
         {"sec-ch-ua", "\"a browser\""},
         {"sec-websocket-key", "abc"},
         {"x-own", "1"},
         {"cookie", "a=b"}}
    );

    EXPECT_EQ(handshake.target, "/?a=%41&b");
    EXPECT_EQ(handshake.query("a"), "A");
    EXPECT_EQ(handshake.query("b"), "");
    EXPECT_EQ(handshake.query("c"), "");
    EXPECT_EQ(handshake.peer, "::1");
    EXPECT_TRUE(handshake.secure);
    EXPECT_THAT(
        handshake.headers,
        ElementsAre(
            Pair("host", "app.example.org"),
            Pair("user-agent", "a browser"),
            Pair("x-own", "1"),
            Pair("cookie", "a=b")
        )
    );
    EXPECT_EQ(handshake.header("cookie"), "a=b");
    EXPECT_EQ(handshake.header("accept"), "");
}

TEST(EngineHandshakeRequest, KeepsAFewKilobytesAndTheAuthorization) {
    const auto handshake = kept(
        {{"x-small", std::string(1'000, 'a')},
         {"x-large", std::string(4'000, 'b')},
         {"authorization", "Bearer " + std::string(8'192, 'c')}}
    );

    EXPECT_EQ(handshake.headers.size(), 2U);
    EXPECT_EQ(handshake.header("x-small").size(), 1'000U);
    EXPECT_EQ(handshake.header("authorization").size(), 8'199U);
}

TEST(EngineHandshakeRequest, KeepsNoAuthorizationThatIsLongerThanATokenCanBe) {
    const auto handshake =
        kept({{"authorization", "Bearer " + std::string(8'193, 'c')}, {"x-own", "1"}});

    EXPECT_THAT(handshake.headers, ElementsAre(Pair("x-own", "1")));
}

TEST(EngineHandshakeRequest, IsAnsweredWithTheServersNumbers) {
    const Settings settings;

    EXPECT_EQ(
        open_packet({.session_id = "abc", .offers_websocket = true}, settings),
        R"(0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,)"
        R"("maxPayload":65536})"
    );
    EXPECT_EQ(
        open_packet({.session_id = "abc", .offers_websocket = false}, settings),
        R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
        R"("maxPayload":65536})"
    );
}

TEST(EngineCloseReason, IsSpelledAsTheReferenceTellsIt) {
    for (const auto& [reason, text] : {
             std::pair{CloseReason::transport_close, "transport close"},
             std::pair{CloseReason::transport_error, "transport error"},
             std::pair{CloseReason::ping_timeout, "ping timeout"},
             std::pair{CloseReason::parse_error, "parse error"},
             std::pair{CloseReason::forced_close, "forced close"},
             std::pair{CloseReason::slow_reader, "slow reader"},
             std::pair{CloseReason::server_shutdown, "server shutting down"},
         }) {
        EXPECT_EQ(to_string(reason), text);
    }
}

}  // namespace
}  // namespace rollcall::live::engine_io
