#include "live/engine_io/packet.hpp"

#include <optional>
#include <string_view>

#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

std::optional<Packet> parse_packet(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
    return Packet{
        .type = static_cast<PacketType>(text.front() - '0'),
        .kind = websocket::Opcode::text,
        .payload = text.substr(1)};
}

const websocket::SharedFrame& ping_frame() {
    static const auto frame = websocket::make_frame(websocket::Opcode::text, "2");
    return frame;
}

const websocket::SharedFrame& probe_answer_frame() {
    static const auto frame = websocket::make_frame(websocket::Opcode::text, "3probe");
    return frame;
}

}  // namespace rollcall::live::engine_io
