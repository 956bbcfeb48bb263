#include "live/websocket/handshake.hpp"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::websocket {
namespace {

using engine_io::Answer;
using engine_io::Request;

constexpr std::string_view version = "13";
// RFC 6455 1.3: what only somebody who knows websockets appends to the key.
constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t key_digits = 22;  // 16 bytes as base64, before its padding
constexpr std::string_view key_padding = "==";

Answer refuse(unsigned status, std::string body) {
    return {
        .status = status,
        .headers = {{"content-type", "text/plain; charset=UTF-8"}},
        .body = std::move(body)};
}

// Nothing when the header is missing or stands twice: it then says nothing that can be trusted.
std::optional<std::string_view> only(const Request& request, std::string_view name) {
    std::optional<std::string_view> found;
    for (const auto& [header, value] : request.headers) {
        if (header != name) continue;
        if (found) return std::nullopt;
        found = trim(value);
    }
    return found;
}

bool list_has(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (equals_folded(trim(list.substr(0, comma)), token)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

bool has_token(const Request& request, std::string_view name, std::string_view token) {
    return std::ranges::any_of(request.headers, [&](const auto& header) {
        return header.first == name && list_has(header.second, token);
    });
}

bool is_base64_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

bool is_key(std::string_view key) {
    return key.size() == key_digits + key_padding.size() && key.ends_with(key_padding) &&
           std::ranges::all_of(key.substr(0, key_digits), is_base64_digit);
}

std::string accept_of(std::string_view key) {
    std::string accept;
    append_base64(accept, sha1(std::string(key).append(guid)));
    return accept;
}

}  // namespace

std::expected<Headers, Answer> accept_upgrade(const Request& request) {
    if (request.method != "GET") {
        auto answer = refuse(405, "A websocket begins with GET.");
        answer.headers.emplace_back("allow", "GET");
        return std::unexpected(std::move(answer));
    }
    if (!has_token(request, "connection", "upgrade") ||
        !has_token(request, "upgrade", "websocket")) {
        return std::unexpected(refuse(400, "This is no upgrade to a websocket."));
    }
    if (only(request, "sec-websocket-version") != version) {
        auto answer = refuse(426, "Only version 13 of the websocket protocol is spoken here.");
        answer.headers.emplace_back("sec-websocket-version", version);
        return std::unexpected(std::move(answer));
    }
    const auto key = only(request, "sec-websocket-key");
    if (!key || !is_key(*key)) {
        return std::unexpected(refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64."));
    }
    return Headers{
        {"upgrade", "websocket"},
        {"connection", "Upgrade"},
        {"sec-websocket-accept", accept_of(*key)}};
}

}  // namespace rollcall::live::websocket
