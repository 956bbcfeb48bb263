// The other side of a websocket, for tests: frames as a client writes them, and what was heard.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "live/websocket/receiver.hpp"

namespace rollcall::support {

using live::websocket::Opcode;

constexpr unsigned char final_bit = 0x80;
constexpr std::array<char, 4> client_mask{'\x37', '\xFA', '\x21', '\x3D'};

// The first byte of a frame; `bits` are its final and reserved bits.
inline unsigned char first_byte(Opcode opcode, unsigned bits = final_bit) {
    return static_cast<unsigned char>(bits | static_cast<unsigned>(opcode));
}

inline std::string masked(std::string_view payload) {
    std::string bytes(payload);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(bytes[i] ^ client_mask.at(i % client_mask.size()));
    return bytes;
}

inline std::string big_endian(std::uint64_t value, unsigned width) {
    std::string bytes;
    for (unsigned i = width; i-- > 0;)
        bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
    return bytes;
}

// What stands before the payload, the length in so many bytes (0: within the second byte).
inline std::string client_head(unsigned char first, std::uint64_t length, unsigned width) {
    const std::uint64_t mark = width == 0 ? length : width == 2 ? 126U : 127U;
    std::string head{static_cast<char>(first), static_cast<char>(0x80U | mark)};
    head += big_endian(length, width);
    return head.append(client_mask.data(), client_mask.size());
}

inline std::string client_frame(unsigned char first, std::string_view payload) {
    const unsigned width = payload.size() <= 125 ? 0 : payload.size() <= 0xFFFF ? 2 : 8;
    return client_head(first, payload.size(), width) + masked(payload);
}

inline std::string client_frame(Opcode opcode, std::string_view payload) {
    return client_frame(first_byte(opcode), payload);
}

// Fragments: one that more follow, and the last.
inline std::string client_fragment(Opcode opcode, std::string_view payload) {
    return client_frame(first_byte(opcode, 0), payload);
}
inline std::string last_fragment(std::string_view payload) {
    return client_frame(Opcode::continuation, payload);
}

inline std::string client_close(unsigned code, std::string_view reason = {}) {
    return client_frame(Opcode::close, big_endian(code, 2).append(reason));
}

// Writes down each call as a line: "text hello", "ping", "close 1000 bye".
class WrittenDown final : public live::websocket::Receiver::Sink {
public:
    void message(Opcode kind, std::string_view payload) override {
        put(kind == Opcode::text ? "text" : "binary", payload);
    }
    void ping(std::string_view payload) override { put("ping", payload); }
    void pong(std::string_view payload) override { put("pong", payload); }
    void close(std::optional<live::websocket::CloseCode> code, std::string_view reason) override {
        put("close", code ? std::to_string(static_cast<unsigned>(*code)) : "");
        if (!reason.empty()) lines.back().append(" ").append(reason);
    }

    std::vector<std::string> lines;

private:
    void put(std::string_view what, std::string_view payload) {
        lines.emplace_back(what);
        if (!payload.empty()) lines.back().append(" ").append(payload);
    }
};

// What a receiver makes of the bytes when they come in pieces that end at `cuts` (in order); a
// refusal is the last line: "refused 1002".
inline std::vector<std::string>
hear(std::string bytes, std::span<const std::size_t> cuts, std::size_t message_bytes_max) {
    live::websocket::Receiver receiver(message_bytes_max);
    WrittenDown written;
    std::size_t from = 0;
    std::vector<std::size_t> ends(cuts.begin(), cuts.end());
    ends.push_back(bytes.size());
    for (const auto end : ends) {
        const auto fed = receiver.feed(std::span(bytes).subspan(from, end - from), written);
        from = end;
        if (fed) continue;
        written.lines.push_back(
            "refused " + std::to_string(static_cast<unsigned>(fed.error().code))
        );
        break;
    }
    return written.lines;
}

}  // namespace rollcall::support
