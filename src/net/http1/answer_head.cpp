#include "net/http1/answer_head.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/message.hpp"

namespace rollcall::net::http1 {
namespace {

constexpr auto reasons = std::to_array<std::pair<unsigned, std::string_view>>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
});

std::string_view reason_of(unsigned status) {
    const auto* const found =
        std::ranges::find(reasons, status, [](const auto& entry) { return entry.first; });
    return found == reasons.end() ? "Status" : found->second;
}

bool is_safe(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
}

bool is_of_the_connection(std::string_view name) {
    constexpr std::array<std::string_view, 5> names{
        "connection", "content-length", "date", "transfer-encoding", "x-request-id"};
    return std::ranges::any_of(names, [&](std::string_view own) {
        return equals_folded(name, own);
    });
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7); made once a second.
std::string_view date_text(std::time_t now) {
    struct Made {
        std::time_t at = -1;
        std::array<char, 32> text{};
        std::size_t size = 0;
    };
    thread_local Made made;
    if (made.at != now) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        made.size =
            std::strftime(made.text.data(), made.text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        made.at = now;
    }
    return {made.text.data(), made.size};
}

}  // namespace

bool may_have_body(unsigned status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string write_answer_head(const http::Response& response, const AnswerFacts& facts) {
    std::string head;
    head.reserve(512);
    fmt::format_to(
        std::back_inserter(head),
        "HTTP/1.1 {} {}\r\nDate: {}\r\nX-Request-Id: {}\r\n",
        response.status,
        reason_of(response.status),
        date_text(facts.now),
        facts.request_id
    );
    for (const auto& [name, value] : response.headers) {
        if (!is_safe(name) || !is_safe(value) || is_of_the_connection(name)) continue;
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (may_have_body(response.status)) {
        switch (facts.body_end) {
            case BodyEnd::counted:
                fmt::format_to(
                    std::back_inserter(head), "Content-Length: {}\r\n", facts.body_bytes
                );
                break;
            case BodyEnd::chunked: head += "Transfer-Encoding: chunked\r\n"; break;
            case BodyEnd::to_the_end: break;
        }
    }
    head += facts.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

std::string write_switch_head(std::span<const std::pair<std::string, std::string>> headers) {
    std::string head = "HTTP/1.1 101 Switching Protocols\r\n";
    for (const auto& [name, value] : headers)
        head.append(name).append(": ").append(value).append("\r\n");
    return head + "\r\n";
}

std::string write_chunk_head(std::size_t bytes) {
    return fmt::format("{:x}\r\n", bytes);
}

}  // namespace rollcall::net::http1
