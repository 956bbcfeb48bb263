// The head of a client's frame: everything before its payload (RFC 6455 5.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::websocket {

constexpr bool is_control(Opcode opcode) {
    return static_cast<unsigned>(opcode) >= static_cast<unsigned>(Opcode::close);
}

struct FrameHead {
    // Two bytes, a length of up to eight, and the mask.
    static constexpr std::size_t bytes_max = 14;

    std::uint64_t payload = 0;
    std::array<char, 4> mask{};
    Opcode opcode = Opcode::continuation;
    bool is_final = false;
    std::uint8_t size = 0;  // of the head itself

    // Nothing while `bytes`, which begin with the head, are too few. Refused, at the first byte
    // that shows it: reserved bits, unknown opcodes, no mask, a length that is not in its shortest
    // form or has its top bit set, and control frames that are long or fragmented.
    static std::expected<std::optional<FrameHead>, Closing> read(std::span<const char> bytes);
};

// Masks or unmasks in place; `mask` is then turned so that it fits the byte that comes next.
void apply_mask(std::span<char> bytes, std::array<char, 4>& mask);

}  // namespace rollcall::live::websocket
