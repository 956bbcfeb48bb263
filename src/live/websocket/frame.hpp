// A message on its way out: framed once and shared by everybody who gets it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rollcall::live::websocket {

// RFC 6455 5.2.
enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

// RFC 6455 7.4.1.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    no_status = 1005,  // never on the wire
    invalid_data = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
    try_again_later = 1013,
};

// One whole, unmasked frame. Never changes once it is made.
class Frame {
public:
    Frame(Opcode opcode, std::string_view payload);

    Opcode opcode() const { return opcode_; }
    // As the wire has it.
    std::string_view bytes() const { return bytes_; }
    std::string_view payload() const { return std::string_view(bytes_).substr(head_bytes_); }

private:
    Opcode opcode_;
    std::uint8_t head_bytes_;
    std::string bytes_;
};

using SharedFrame = std::shared_ptr<const Frame>;

SharedFrame make_frame(Opcode opcode, std::string_view payload);

// A close frame; the reason is cut to the 123 bytes that fit, at a character's border.
SharedFrame make_close(CloseCode code, std::string_view reason);

}  // namespace rollcall::live::websocket
