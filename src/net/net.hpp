// net: sockets, and the only room that knows Asio.
//
// One io thread runs a coroutine a connection: it reads heads and bodies, keeps deadlines and
// limits, and writes answers. What may block (handlers, an upload's bytes, a file's bytes) runs on
// storage threads (offload.hpp). What HTTP is stands in http1/, without a socket; what the API
// says stands in http/. docs/net.md tells a connection's life.
#pragma once

#include "net/server.hpp"    // IWYU pragma: export
#include "net/settings.hpp"  // IWYU pragma: export
