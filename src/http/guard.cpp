#include "http/guard.hpp"

namespace rollcall::http {

void add_guard_headers(Response& response, bool secure) {
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back(
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
    );
    // In clear anybody on the way could have said so (RFC 6797 7.2).
    if (secure) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace rollcall::http
