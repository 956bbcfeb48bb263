// What a client is told of what a handler threw.
#pragma once

#include <exception>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::net {

// The log gets the reason, with the request's id; the client gets no more than what it may do.
Error error_of(const std::exception& thrown, std::string_view request_id);

}  // namespace rollcall::net
