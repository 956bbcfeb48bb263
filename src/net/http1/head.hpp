// The head of a request: where it ends, and what it says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace rollcall::net::http1 {

struct HeadLimits {
    std::size_t bytes = 32 * kib;  // a token may have 8 KiB; cookies of other programs come along
    std::size_t target_bytes = 8 * kib;
    std::size_t fields = 100;
};

// How the body is delimited, and what becomes of the connection.
struct Framing {
    bool chunked = false;
    std::uint64_t content_length = 0;  // when not chunked
    bool keep_alive = true;
    bool is_http_1_1 = true;
    bool expects_continue = false;

    bool has_body() const { return chunked || content_length > 0; }
};

// Finds the end of a head in bytes that arrive in any cut.
class HeadScanner {
public:
    explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

    // How many bytes the head has, its empty line included; nothing while it is not whole. `bytes`
    // is everything since the head began. Refuses with headers_too_large, uri_too_long, and with
    // validation_error a line feed without its carriage return.
    Result<std::optional<std::size_t>> scan(std::string_view bytes);

private:
    HeadLimits limits_;
    std::size_t scanned_ = 0;
    std::size_t line_begins_ = 0;
    bool has_request_line_ = false;
};

// Reads a whole head. What could be read stands in `head` even when it is refused. Refuses with
// validation_error everything ambiguous or malformed, headers_too_large, uri_too_long.
Result<Framing> parse_head(std::string_view bytes, const HeadLimits& limits, http::Head& head);

}  // namespace rollcall::net::http1
