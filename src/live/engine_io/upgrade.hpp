// A session's move from polling to a websocket, while it lasts.
#pragma once

#include <cstdint>
#include <string_view>

#include "live/engine_io/server.hpp"
#include "live/timers.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

class Carrier;
class Conversation;

// The client probes the websocket, is let go from the poll that still waits, and then says that it
// has moved.
class Upgrade {
public:
    enum class Progress : std::uint8_t { under_way, done, failed };

    // `carrier` and `conversation` outlive it.
    Upgrade(Conversation& conversation, Carrier& carrier);

    Carrier& carrier() const { return carrier_; }
    Progress hear(websocket::Opcode kind, std::string_view payload);

private:
    void release_poll();

    Conversation& conversation_;
    Carrier& carrier_;
    Timer timeout_;
    Timer noop_;
    bool is_probed_ = false;
};

}  // namespace rollcall::live::engine_io
