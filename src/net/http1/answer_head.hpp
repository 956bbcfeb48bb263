// The head of an answer as text.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace rollcall::net::http1 {

struct AnswerFacts {
    std::string_view request_id;
    std::uint64_t body_bytes = 0;
    bool keep_alive = true;
    std::time_t now = 0;  // for the Date header
};

// Whether an answer of that status may have a body (RFC 9110 6.4.1).
bool may_have_body(unsigned status);

// Status line, the response's own headers, and those that are the connection's business (Date,
// Connection, Content-Length, X-Request-Id); the latter are left out of the response's own.
// A header with a control character is left out: it could end the head.
std::string write_answer_head(const http::Response& response, const AnswerFacts& facts);

}  // namespace rollcall::net::http1
