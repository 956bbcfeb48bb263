#include "live/websocket/frame_head.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::websocket {
namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned opcode_bits = 0x0F;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7F;
constexpr unsigned short_max = 125;
constexpr unsigned medium_mark = 126;
constexpr std::uint64_t medium_max = 0xFFFF;
constexpr std::size_t fixed_bytes = 2;

std::unexpected<Closing> refuse(std::string reason) {
    return std::unexpected(Closing{.code = CloseCode::protocol_error, .reason = std::move(reason)});
}

unsigned byte_at(std::span<const char> bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

std::uint64_t big_endian(std::span<const char> bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

bool is_known(unsigned opcode) {
    return opcode <= static_cast<unsigned>(Opcode::binary) ||
           (opcode >= static_cast<unsigned>(Opcode::close) &&
            opcode <= static_cast<unsigned>(Opcode::pong));
}

std::expected<void, Closing> judge_first(unsigned first) {
    if ((first & reserved_bits) != 0) return refuse("a reserved bit is set");
    const auto opcode = first & opcode_bits;
    if (!is_known(opcode)) return refuse("unknown opcode");
    if (is_control(Opcode{static_cast<std::uint8_t>(opcode)}) && (first & final_bit) == 0) {
        return refuse("a control frame is fragmented");
    }
    return {};
}

std::expected<void, Closing> judge_second(unsigned second, Opcode opcode) {
    if ((second & mask_bit) == 0) return refuse("a client's frame is not masked");
    if (is_control(opcode) && (second & length_bits) > short_max) {
        return refuse("a control frame is longer than 125 bytes");
    }
    return {};
}

std::expected<void, Closing> judge_length(std::uint64_t length, std::size_t width) {
    if (length >> 63U != 0) return refuse("the top bit of a length is set");
    const auto shorter_max = width == 2 ? short_max : medium_max;
    if (length <= shorter_max) return refuse("a length is not in its shortest form");
    return {};
}

}  // namespace

std::expected<std::optional<FrameHead>, Closing> FrameHead::read(std::span<const char> bytes) {
    if (bytes.empty()) return std::nullopt;
    const auto first = byte_at(bytes, 0);
    if (const auto good = judge_first(first); !good) return std::unexpected(good.error());
    FrameHead head;
    head.opcode = Opcode{static_cast<std::uint8_t>(first & opcode_bits)};
    head.is_final = (first & final_bit) != 0;

    if (bytes.size() < fixed_bytes) return std::nullopt;
    const auto second = byte_at(bytes, 1);
    if (const auto good = judge_second(second, head.opcode); !good) {
        return std::unexpected(good.error());
    }
    head.payload = second & length_bits;
    std::size_t width = 0;
    if (head.payload > short_max) {
        width = head.payload == medium_mark ? 2 : 8;
        if (bytes.size() < fixed_bytes + width) return std::nullopt;
        head.payload = big_endian(bytes.subspan(fixed_bytes, width));
        if (const auto good = judge_length(head.payload, width); !good) {
            return std::unexpected(good.error());
        }
    }
    head.size = static_cast<std::uint8_t>(fixed_bytes + width + head.mask.size());
    if (bytes.size() < head.size) return std::nullopt;
    std::ranges::copy(bytes.subspan(fixed_bytes + width, head.mask.size()), head.mask.begin());
    return head;
}

void apply_mask(std::span<char> bytes, std::array<char, 4>& mask) {
    std::array<char, sizeof(std::uint64_t)> twice{};
    std::ranges::copy(mask, twice.begin());
    std::ranges::copy(mask, twice.begin() + mask.size());
    std::uint64_t key = 0;
    std::memcpy(&key, twice.data(), sizeof key);

    std::size_t at = 0;
    for (; at + sizeof key <= bytes.size(); at += sizeof key) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        word ^= key;
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    for (std::size_t i = 0; at + i < bytes.size(); ++i)
        bytes[at + i] = static_cast<char>(bytes[at + i] ^ twice.at(i));
    std::ranges::rotate(mask, mask.begin() + static_cast<std::ptrdiff_t>(bytes.size() % 4));
}

}  // namespace rollcall::live::websocket
