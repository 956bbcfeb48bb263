#include "live/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.hpp"

namespace rollcall::live::websocket {
namespace {

constexpr unsigned final_bit = 0x80;
constexpr std::size_t short_max = 125;  // longer lengths stand in 2 or 8 bytes of their own
constexpr std::size_t medium_max = 0xFFFF;
constexpr unsigned medium_mark = 126;
constexpr unsigned long_mark = 127;
constexpr std::size_t control_payload_max = 125;
constexpr std::size_t close_code_bytes = 2;

void put(std::string& bytes, unsigned value) {
    bytes.push_back(static_cast<char>(value));
}

void put_big_endian(std::string& bytes, std::uint64_t value, unsigned width) {
    for (unsigned i = width; i-- > 0;)
        put(bytes, static_cast<unsigned>((value >> (8 * i)) & 0xFFU));
}

// RFC 6455 5.2: final bit and opcode, then the length in the fewest bytes.
void put_head(std::string& bytes, Opcode opcode, std::size_t payload) {
    put(bytes, final_bit | static_cast<unsigned>(opcode));
    if (payload <= short_max) {
        put(bytes, static_cast<unsigned>(payload));
    } else if (payload <= medium_max) {
        put(bytes, medium_mark);
        put_big_endian(bytes, payload, 2);
    } else {
        put(bytes, long_mark);
        put_big_endian(bytes, payload, 8);
    }
}

// The longest beginning of at most `bytes_max` bytes that does not cut a character.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    auto end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

}  // namespace

Frame::Frame(Opcode opcode, std::string_view payload) : opcode_(opcode) {
    constexpr std::size_t head_max = 10;
    bytes_.reserve(payload.size() + head_max);
    put_head(bytes_, opcode, payload.size());
    head_bytes_ = static_cast<std::uint8_t>(bytes_.size());
    bytes_.append(payload);
}

SharedFrame make_frame(Opcode opcode, std::string_view payload) {
    return std::make_shared<const Frame>(opcode, payload);
}

SharedFrame make_close(CloseCode code, std::string_view reason) {
    ROLLCALL_ASSERT(code != CloseCode::no_status);
    std::string payload;
    put_big_endian(payload, static_cast<std::uint16_t>(code), close_code_bytes);
    payload.append(cut(reason, control_payload_max - close_code_bytes));
    return make_frame(Opcode::close, payload);
}

}  // namespace rollcall::live::websocket
