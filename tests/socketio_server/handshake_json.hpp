// A handshake as the reference shows it to its users.
#pragma once

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::socketio_server {

boost::json::object handshake_json(const live::socket_io::Socket& socket, Instant now);

}  // namespace rollcall::socketio_server
