#include "live/engine_io/payload.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "live/engine_io/packet.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {
namespace {

constexpr char binary_mark = 'b';

bool is_binary(const websocket::SharedFrame& frame) {
    return frame->opcode() == websocket::Opcode::binary;
}

// With the separator or the mark.
std::size_t size_in_payload(const websocket::SharedFrame& frame) {
    const auto size = frame->payload().size();
    return (is_binary(frame) ? 1 + base64_size(size) : size) + 1;
}

}  // namespace

std::optional<Packet> PayloadReader::next() {
    const auto end = rest_.find(packet_separator);
    const auto text = rest_.substr(0, end);
    has_more_ = end != std::string_view::npos;
    if (has_more_) rest_.remove_prefix(end + 1);
    if (!text.starts_with(binary_mark)) return parse_packet(text);
    auto binary = from_base64(text.substr(1));
    if (!binary) return std::nullopt;
    binary_ = *std::move(binary);
    return Packet{
        .type = PacketType::message, .kind = websocket::Opcode::binary, .payload = binary_};
}

std::string to_payload(std::span<const websocket::SharedFrame> frames) {
    std::size_t bytes = 0;
    for (const auto& frame : frames)
        bytes += size_in_payload(frame);
    std::string payload;
    payload.reserve(bytes);
    for (const auto& frame : frames) {
        if (is_binary(frame)) {
            append_packet(payload, std::string_view(&binary_mark, 1));
            append_base64(payload, frame->payload());
        } else {
            append_packet(payload, frame->payload());
        }
    }
    return payload;
}

void append_packet(std::string& payload, std::string_view packet) {
    if (!payload.empty()) payload += packet_separator;
    payload += packet;
}

}  // namespace rollcall::live::engine_io
