// A websocket client of plain bytes: frames as websocket_client.hpp makes them, read one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/raw_client.hpp"
#include "tests/support/websocket_client.hpp"

namespace rollcall::tests {

inline std::string
upgrade_request(std::string_view target = "/socket", std::string_view headers = {}) {
    return "GET " + std::string(target) +
           " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           std::string(headers) + "\r\n";
}

struct RawFrame {
    int opcode = -1;  // -1: there was none
    std::string payload;

    // Of a close frame; 0 when it gives none.
    unsigned code() const {
        if (payload.size() < 2) return 0;
        return static_cast<std::uint8_t>(payload[0]) * 256U + static_cast<std::uint8_t>(payload[1]);
    }
};

class RawWebsocket : public RawClient {
public:
    explicit RawWebsocket(std::uint16_t port, std::string_view behind = {})
        : RawWebsocket(port, upgrade_request(), behind) {}
    RawWebsocket(std::uint16_t port, const std::string& request, std::string_view behind)
        : RawClient(port) {
        send(request + std::string(behind));
        is_open_ = read_answer().status == 101;
    }

    bool is_open() const { return is_open_; }

    bool say(std::string_view text) {
        return send(support::client_frame(support::Opcode::text, text));
    }

    RawFrame read_frame() {
        const auto head = read_bytes(2);
        if (head.size() < 2) return {};
        std::uint64_t length = static_cast<std::uint8_t>(head[1]);
        if (length == 126) length = read_number(2);
        if (length == 127) length = read_number(8);
        return {static_cast<std::uint8_t>(head[0]) & 0x0F, read_bytes(length)};
    }

private:
    std::uint64_t read_number(std::size_t width) {
        std::uint64_t number = 0;
        for (const char c : read_bytes(width))
            number = number * 256 + static_cast<std::uint8_t>(c);
        return number;
    }

    bool is_open_ = false;
};

}  // namespace rollcall::tests
