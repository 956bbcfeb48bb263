// The same namespace on servers that are not ours.
#pragma once

#include <cstdint>
#include <functional>

#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {

class Relay {
public:
    Relay() = default;
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    virtual ~Relay() = default;

    // Its sockets, as far as one knows: how many there are, and in which rooms, nobody does. While
    // none has to hear it from us, its size is 0.
    virtual Namespace& abroad() = 0;

    // From here on `local` hears what other servers tell. `opened` is called on the io thread
    // whenever the size of `abroad` has grown from 0. Once; `local` outlives the loop's last step.
    virtual void begin(Namespace& local, std::function<void()> opened) = 0;

    // What was not passed on since the start.
    struct Losses {
        std::uint64_t malformed = 0;    // no server of Socket.IO would have told it
        std::uint64_t dropped_in = 0;   // more came than the io thread can tell
        std::uint64_t dropped_out = 0;  // more was to be told than could be
    };
    // Safe from any thread.
    virtual Losses losses() const = 0;
};

}  // namespace rollcall::live::socket_io
