// What the command line may set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace rollcall::socketio_server {

struct Flags {
    std::uint16_t port = 0;  // 0: any free one
    Milliseconds ping_interval{25'000};
    Milliseconds ping_timeout{20'000};
    Milliseconds connect_timeout{45'000};
    std::size_t payload_bytes_max = 1'000'000;
    bool recovery = false;
    // The namespaces and events of the official client's own suite, in place of the echo.
    bool fixture = false;
};

// Ends the process when they make no sense, or help was asked for.
Flags read_flags(int argc, char** argv);

}  // namespace rollcall::socketio_server
