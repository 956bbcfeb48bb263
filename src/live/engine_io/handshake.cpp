#include "live/engine_io/handshake.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/limits.hpp"
#include "live/engine_io/answers.hpp"
#include "live/engine_io/query.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"

namespace rollcall::live::engine_io {
namespace {

constexpr std::size_t headers_bytes_max = 4 * kib;
// No token is longer; what is, would only be held in memory until it is refused.
constexpr std::size_t authorization_bytes_max =
    8 * kib + std::string_view("authorizationBearer ").size();

constexpr std::array<std::string_view, 15> carriage{
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "dnt",
    "keep-alive",
    "pragma",
    "priority",
    "referer",
    "te",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests"};

bool tells_who_asks(std::string_view name) {
    return !name.starts_with("sec-") && std::ranges::find(carriage, name) == carriage.end();
}

}  // namespace

std::expected<Parameters, Fault> read_parameters(std::string_view target) {
    Parameters parameters;
    const auto transport = query_value(target, "transport");
    if (transport == "websocket") {
        parameters.transport = Transport::websocket;
    } else if (transport != "polling") {
        return std::unexpected(Fault::transport_unknown);
    }
    if (query_value(target, "EIO") != "4") return std::unexpected(Fault::unsupported_protocol);
    parameters.session_id = query_value(target, "sid").value_or("");
    return parameters;
}

std::string_view header(const Request& request, std::string_view name) {
    for (const auto& [known, value] : request.headers) {
        if (known == name) return value;
    }
    return {};
}

Handshake make_handshake(const Request& request) {
    Handshake handshake{
        .target = std::string(request.target),
        .headers = {},
        .peer = std::string(request.peer),
        .secure = request.secure};
    auto headers_room = headers_bytes_max;
    auto authorization_room = authorization_bytes_max;
    for (const auto& one : request.headers) {
        if (!tells_who_asks(one.first)) continue;
        auto& room = one.first == "authorization" ? authorization_room : headers_room;
        const auto bytes = one.first.size() + one.second.size();
        if (bytes > room) continue;
        room -= bytes;
        handshake.headers.push_back(one);
    }
    handshake.headers.shrink_to_fit();
    return handshake;
}

std::string open_packet(const Opening& opening, const Settings& settings) {
    return fmt::format(
        R"(0{{"sid":"{}","upgrades":[{}],"pingInterval":{},"pingTimeout":{},"maxPayload":{}}})",
        opening.session_id,
        opening.offers_websocket ? R"("websocket")" : "",
        settings.ping_interval.count(),
        settings.ping_timeout.count(),
        settings.payload_bytes_max
    );
}

}  // namespace rollcall::live::engine_io
