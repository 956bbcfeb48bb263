// The token that a socket came with.
#pragma once

#include <string_view>

#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

// `auth.token`, else the handshake's Authorization header; empty when there is none. A view of what
// the socket keeps.
std::string_view token_of(const socket_io::Socket& socket);

}  // namespace rollcall::live::jobs
