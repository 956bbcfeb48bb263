// Base64 with padding (RFC 4648, section 4): polling carries binary messages so, a websocket's
// handshake its key, and Bull's workers the name of their queue.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall {

constexpr std::size_t base64_size(std::size_t bytes) {
    return (bytes + 2) / 3 * 4;
}

void append_base64(std::string& into, std::string_view bytes);

// Nothing when a character is foreign, padding is missing, or spare bits are not zero.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace rollcall
