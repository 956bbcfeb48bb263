#include "net/http1/head.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::net::http1 {
namespace {

constexpr std::string_view request =
    "\r\nPOST /a?b HTTP/1.1\r\nHost: a:5000\r\nContent-Length: 3\r\nX-Empty:\r\n\r\n";

// Feeds the scanner up to `cut` first, then all.
Result<std::optional<std::size_t>>
scan_in_two(std::string_view bytes, std::size_t cut, const HeadLimits& limits = {}) {
    HeadScanner scanner(limits);
    auto scanned = scanner.scan(bytes.substr(0, cut));
    if (!scanned || *scanned) return scanned;
    return scanner.scan(bytes);
}

TEST(HeadScanner, FindsTheEndInEveryCut) {
    const std::string bytes = std::string(request) + "abc\r\n\r\n";

    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        SCOPED_TRACE(cut);
        const auto end = scan_in_two(bytes, cut);
        ASSERT_TRUE(end);
        EXPECT_EQ(*end, request.size());
    }
}

TEST(HeadScanner, RefusesALineFeedAloneInEveryCut) {
    const std::string_view bytes = "GET / HTTP/1.1\r\nHost: a\n\r\n";

    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        SCOPED_TRACE(cut);
        const auto end = scan_in_two(bytes, cut);
        ASSERT_FALSE(end);
        EXPECT_EQ(end.error().code, Errc::validation_error);
    }
}

TEST(HeadScanner, RefusesAtItsLimitsBeforeTheEndIsThere) {
    const HeadLimits limits{.bytes = 200, .target_bytes = 50, .fields = 10};
    const std::string long_line(150, 'a');

    const auto target = HeadScanner(limits).scan(long_line);
    const auto headers = HeadScanner(limits).scan("GET / HTTP/1.1\r\n" + long_line + long_line);

    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().code, Errc::uri_too_long);
    ASSERT_FALSE(headers);
    EXPECT_EQ(headers.error().code, Errc::headers_too_large);
}

TEST(ParseHead, ReadsWhatTheWireHad) {
    http::Head head;

    const auto framing = parse_head(request, {}, head);

    ASSERT_TRUE(framing) << framing.error().message;
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target, "/a?b");
    EXPECT_EQ(head.header("host"), "a:5000");
    EXPECT_EQ(head.header("x-empty"), "");
    EXPECT_EQ(head.content_length, 3U);
    EXPECT_EQ(framing->content_length, 3U);
    EXPECT_FALSE(framing->chunked);
    EXPECT_TRUE(framing->keep_alive);
}

TEST(ParseHead, KeepsMethodAndAddressOfARefusedHead) {
    http::Head head;

    const auto framing = parse_head("GET /a HTTP/1.1\r\nA b\r\n\r\n", {}, head);

    EXPECT_FALSE(framing);
    EXPECT_EQ(head.method, "GET");
    EXPECT_EQ(head.target, "/a");
}

TEST(ParseHead, RefusesASecondValueOfHeadersThatHaveOne) {
    for (const std::string_view name :
         {"Host", "Content-Length", "Content-Type", "Authorization", "Idempotency-Key"}) {
        SCOPED_TRACE(name);
        const std::string line = std::string(name) + ": 1\r\n";
        const std::string host = name == "Host" ? "" : "Host: a\r\n";
        http::Head head;

        EXPECT_TRUE(parse_head("GET / HTTP/1.1\r\n" + host + line + "\r\n", {}, head));
        head = {};
        EXPECT_FALSE(parse_head("GET / HTTP/1.1\r\n" + host + line + line + "\r\n", {}, head));
    }
}

}  // namespace
}  // namespace rollcall::net::http1
