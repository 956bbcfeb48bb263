#include "http/cors.hpp"

#include <algorithm>

namespace rollcall::http {
namespace {

bool is_listed(const Head& head, std::span<const std::string> origins) {
    const auto origin = head.header("origin");
    return origin && std::ranges::find(origins, *origin) != origins.end();
}

}  // namespace

void add_cors_headers(Response& response, const Head& head, std::span<const std::string> origins) {
    if (origins.empty()) return;
    response.headers.emplace_back("Vary", "Origin");
    if (!is_listed(head, origins)) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", *head.header("origin"));
    response.headers.emplace_back(
        "Access-Control-Expose-Headers",
        "X-Request-Id, Retry-After, Location, Idempotent-Replayed, Preference-Applied, ETag, "
        "Content-Range, Content-Disposition"
    );
}

Response
answer_options(const Head& head, std::string_view allow, std::span<const std::string> origins) {
    Response response;
    response.status = 204;
    response.headers.emplace_back("Allow", allow);
    if (!is_listed(head, origins)) return response;
    response.headers.emplace_back("Access-Control-Allow-Methods", allow);
    response.headers.emplace_back(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Idempotency-Key, Prefer, Range, If-Range, If-None-Match"
    );
    response.headers.emplace_back("Access-Control-Max-Age", "600");
    return response;
}

}  // namespace rollcall::http
