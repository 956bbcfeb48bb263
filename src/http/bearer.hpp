// The token of a request (RFC 6750).
#pragma once

#include <string_view>

#include "http/message.hpp"

namespace rollcall::http {

// The token of "Authorization: Bearer …"; empty when there is none. A view of the head.
std::string_view bearer_token(const Head& head);

}  // namespace rollcall::http
