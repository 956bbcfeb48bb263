// Whether an HTTP request may become a websocket (RFC 6455 4.2), and what its 101 says.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "live/engine_io/server.hpp"

namespace rollcall::live::websocket {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The headers of the 101 answer. Refuses whatever is no upgrade: with 405 another method than GET,
// with 426 another version than 13, the rest with 400. Needs: HTTP/1.1. Who may connect (Origin,
// path) is not asked here.
std::expected<Headers, engine_io::Answer> accept_upgrade(const engine_io::Request& request);

}  // namespace rollcall::live::websocket
