// The packets of Engine.IO 4: one a websocket frame, or several in a polling payload.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

// The digit that a packet begins with.
enum class PacketType : std::uint8_t { open, close, ping, pong, message, upgrade, noop };

struct Packet {
    PacketType type = PacketType::noop;
    // Binary only for messages.
    websocket::Opcode kind = websocket::Opcode::text;
    std::string_view payload;
};

// Of a text frame, or what stands between two separators of a payload; nothing when it begins with
// no type.
std::optional<Packet> parse_packet(std::string_view text);

// Framed once for all sessions.
const websocket::SharedFrame& ping_frame();
const websocket::SharedFrame& probe_answer_frame();

// What the two packets of an upgrade say beyond their type.
inline constexpr std::string_view probe_text = "probe";

// As the answer to a poll.
inline constexpr std::string_view close_packet = "1";
inline constexpr std::string_view noop_packet = "6";

}  // namespace rollcall::live::engine_io
