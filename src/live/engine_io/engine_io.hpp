// live/engine_io: Engine.IO 4, the server's side: one session a client, whatever carries it.
//
// A session begins over polling or a websocket, may move from one to the other, answers for the
// heartbeat and ends with a reason. It carries messages and knows nothing of what they say: that is
// its Client's, which the Application makes for each session.
#pragma once

#include "live/engine_io/server.hpp"   // IWYU pragma: export
#include "live/engine_io/session.hpp"  // IWYU pragma: export
