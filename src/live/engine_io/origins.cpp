#include "live/engine_io/origins.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "live/engine_io/handshake.hpp"
#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {
namespace {

constexpr std::string_view every_origin = "*";
constexpr std::string_view plain = "http://";
constexpr std::string_view secured = "https://";
constexpr const char* usual_headers = "Authorization, Content-Type";

// A page of our own. Behind a proxy that ends TLS the page is secure and the request is not.
bool is_same_origin(std::string_view origin, const Request& request) {
    const auto host = header(request, "host");
    if (host.empty()) return false;
    if (origin.starts_with(secured)) return equals_folded(origin.substr(secured.size()), host);
    return origin.starts_with(plain) && !request.secure &&
           equals_folded(origin.substr(plain.size()), host);
}

}  // namespace

void Grant::add_to(Answer& answer) const {
    if (varies) answer.headers.emplace_back("Vary", "Origin");
    if (origin.empty()) return;
    answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
    if (with_credentials) answer.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

bool Origins::admit(const Request& request) const {
    const auto origin = header(request, "origin");
    return origin.empty() || names(every_origin) || names(origin) ||
           is_same_origin(origin, request);
}

Grant Origins::grant(const Request& request) const {
    if (listed_.empty()) return {};
    if (names(every_origin)) return {.origin = std::string(every_origin)};
    const auto origin = header(request, "origin");
    if (!names(origin)) return {.origin = {}, .varies = true};
    return {.origin = std::string(origin), .with_credentials = true, .varies = true};
}

bool Origins::names(std::string_view origin) const {
    return std::ranges::find(listed_, origin) != listed_.end();
}

Answer preflight(const Request& request) {
    // Clients send what headers they like: a page that may connect may send them.
    const auto asked = header(request, "access-control-request-headers");
    return {
        .status = 204,
        .headers =
            {{"Access-Control-Allow-Methods", "GET, POST, OPTIONS"},
             {"Access-Control-Allow-Headers", asked.empty() ? usual_headers : std::string(asked)},
             {"Access-Control-Max-Age", "600"},
             {"Vary", "Access-Control-Request-Headers"}},
        .body = {}};
}

}  // namespace rollcall::live::engine_io
