// What a request says: to the server, and to whoever asks later who opened a session.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "live/engine_io/answers.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"

namespace rollcall::live::engine_io {

enum class Transport : std::uint8_t { polling, websocket };

// The parameters that every request of Engine.IO has.
struct Parameters {
    Transport transport = Transport::polling;
    std::string session_id;  // empty: a handshake
};

// Refuses unknown transports and other versions of the protocol.
std::expected<Parameters, Fault> read_parameters(std::string_view target);

// Empty when there is none.
std::string_view header(const Request& request, std::string_view name);

// What a session keeps of the request that opened it: all that tells who asks. Headers that only
// say how the request was carried are left out, and so is what goes past a few KiB, since an idle
// session should cost no more; the authorization stays while it
// is no longer than a token can be.
Handshake make_handshake(const Request& request);

// The open packet.
struct Opening {
    std::string_view session_id;
    bool offers_websocket = false;
};
std::string open_packet(const Opening& opening, const Settings& settings);

}  // namespace rollcall::live::engine_io
