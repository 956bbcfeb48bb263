#include "live/engine_io/answers.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/rate_limit.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {
namespace {

Answer answer(unsigned status, std::string_view content_type, std::string body) {
    return {
        .status = status,
        .headers = {{"Content-Type", std::string(content_type)}, {"Cache-Control", "no-store"}},
        .body = std::move(body)};
}

Answer error(unsigned status, Fault fault, std::string_view message) {
    return answer(
        status,
        "application/json",
        fmt::format(R"({{"code":{},"message":"{}"}})", static_cast<unsigned>(fault), message)
    );
}

// As the reference words them: clients show them to people.
std::string_view message_of(Fault fault) {
    switch (fault) {
        case Fault::transport_unknown: return "Transport unknown";
        case Fault::session_unknown: return "Session ID unknown";
        case Fault::bad_handshake_method: return "Bad handshake method";
        case Fault::bad_request: return "Bad request";
        case Fault::forbidden: return "Forbidden";
        case Fault::unsupported_protocol: return "Unsupported protocol version";
    }
    std::unreachable();
}

}  // namespace

Answer refusal(Fault fault) {
    return error(fault == Fault::forbidden ? 403 : 400, fault, message_of(fault));
}

Answer too_large() {
    return error(413, Fault::bad_request, "Payload too large");
}

Answer too_many() {
    auto refused = error(429, Fault::bad_request, too_many_requests().message);
    refused.headers.emplace_back("Retry-After", "1");
    return refused;
}

Answer unavailable() {
    auto refused = error(503, Fault::bad_request, "Service unavailable, try again later");
    refused.headers.emplace_back("Retry-After", "30");
    return refused;
}

Answer polled(std::string payload) {
    return answer(200, "text/plain; charset=UTF-8", std::move(payload));
}

Answer posted() {
    return answer(200, "text/html", "ok");
}

}  // namespace rollcall::live::engine_io
