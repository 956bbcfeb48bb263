// How a socket's end is worded, and whether who ended so may come back.
#pragma once

#include <string_view>

#include "live/engine_io/session.hpp"

namespace rollcall::live::socket_io {

inline constexpr std::string_view client_left = "client namespace disconnect";
inline constexpr std::string_view server_left = "server namespace disconnect";
// Instead of the session's own words where we closed it for what it did or left undone.
inline constexpr std::string_view server_closed = "forced server close";

struct Ending {
    std::string_view reason;
    // Only those whom their line, and not their doing, cut off: state recovery is for them.
    bool is_recoverable = false;
};
Ending ending_of(engine_io::CloseReason reason);

}  // namespace rollcall::live::socket_io
