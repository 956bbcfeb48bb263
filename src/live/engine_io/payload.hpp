// Several packets in one body, as polling carries them: separated by 0x1E, binary as base64.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "live/engine_io/packet.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

inline constexpr char packet_separator = '\x1E';

// Takes a POST's body apart, packet after packet. An empty body is one malformed packet.
class PayloadReader {
public:
    // `body` outlives the reader.
    explicit PayloadReader(std::string_view body) : rest_(body) {}

    bool has_more() const { return has_more_; }
    // Needs: there is more. Nothing when the packet is malformed; the view in it ends with the next
    // call.
    std::optional<Packet> next();

private:
    std::string_view rest_;
    bool has_more_ = true;
    std::string binary_;
};

// The body that carries these frames. The frames are as Session::send takes them.
std::string to_payload(std::span<const websocket::SharedFrame> frames);

void append_packet(std::string& payload, std::string_view packet);

}  // namespace rollcall::live::engine_io
