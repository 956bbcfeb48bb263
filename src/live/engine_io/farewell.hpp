// How a session takes its leave, by why it ends.
#pragma once

#include "live/engine_io/session.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {

struct Farewell {
    // What is queued is still written: the client is there to read, and has kept the rules.
    bool says_the_rest = false;
    // Without a poll at hand, the next one gets the last words.
    bool waits_for_poll = false;
    websocket::CloseCode code = websocket::CloseCode::normal;
};

Farewell farewell_of(CloseReason reason);

// What a websocket's close frame says.
websocket::Closing closing_of(CloseReason reason);

}  // namespace rollcall::live::engine_io
