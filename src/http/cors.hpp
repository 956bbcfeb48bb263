// Which other origins' pages may read the answers (the setting CORS_ORIGINS).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace rollcall::http {

// Adds what lets the head's origin read the answer, where the list names it; never a wildcard.
void add_cors_headers(Response& response, const Head& head, std::span<const std::string> origins);

// The answer to OPTIONS for a path that takes the methods of `allow`.
Response
answer_options(const Head& head, std::string_view allow, std::span<const std::string> origins);

}  // namespace rollcall::http
