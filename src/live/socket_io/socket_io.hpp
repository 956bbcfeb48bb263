// live/socket_io: Socket.IO 5, the server's side: namespaces, rooms, events and their acks.
//
// An Application of engine_io. packet.hpp is the wire's form; a Namespace has a Handler that admits
// sockets and gives each a Listener for its events. Broadcasts are encoded and framed once. Nothing
// here knows what the events mean.
#pragma once

#include "live/socket_io/server.hpp"  // IWYU pragma: export
