// The head of an answer as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.hpp"

namespace rollcall::net::http1 {

// How the client finds the body's end. `to_the_end`: that of the connection.
enum class BodyEnd : std::uint8_t { counted, chunked, to_the_end };

struct AnswerFacts {
    std::string_view request_id;
    BodyEnd body_end = BodyEnd::counted;
    std::uint64_t body_bytes = 0;  // when counted
    bool keep_alive = true;
    std::time_t now = 0;  // for the Date header
};

// Whether an answer of that status may have a body (RFC 9110 6.4.1).
bool may_have_body(unsigned status);

// Status line, the response's own headers, and those that are the connection's business (Date,
// Connection, Content-Length, X-Request-Id); the latter are left out of the response's own.
// A header with a control character is left out: it could end the head.
std::string write_answer_head(const http::Response& response, const AnswerFacts& facts);

// "101 Switching Protocols" with these headers.
std::string write_switch_head(std::span<const std::pair<std::string, std::string>> headers);

// One chunk of a body without its closing line end.
std::string write_chunk_head(std::size_t bytes);

}  // namespace rollcall::net::http1
