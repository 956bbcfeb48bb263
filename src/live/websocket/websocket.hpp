// live/websocket: RFC 6455 without a socket, the server's side.
//
// frame.hpp is what we send (framed once, shared by all who get it), receiver.hpp turns a client's
// bytes into messages, handshake.hpp judges the upgrade, link.hpp is what net/ holds while a
// websocket is open. No extension is spoken: permessage-deflate stays off.
#pragma once

#include "live/websocket/frame.hpp"      // IWYU pragma: export
#include "live/websocket/handshake.hpp"  // IWYU pragma: export
#include "live/websocket/link.hpp"       // IWYU pragma: export
#include "live/websocket/receiver.hpp"   // IWYU pragma: export
