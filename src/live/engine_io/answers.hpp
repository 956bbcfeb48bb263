// The answers of the polling transport and of what is refused.
#pragma once

#include <cstdint>
#include <string>

#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {

// What a client did wrong; the number is told as `code`.
enum class Fault : std::uint8_t {
    transport_unknown,
    session_unknown,
    bad_handshake_method,
    bad_request,
    forbidden,
    unsupported_protocol,
};

Answer refusal(Fault fault);
// A POST's body that is longer than what was told as maxPayload.
Answer too_large();
// Of handshakes.
Answer too_many();
// Too many sessions, or the server stops.
Answer unavailable();
Answer polled(std::string payload);
Answer posted();

}  // namespace rollcall::live::engine_io
