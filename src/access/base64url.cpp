#include "access/base64url.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace rollcall::access {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t foreign = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(foreign);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values.at(static_cast<unsigned char>(alphabet[i])) = static_cast<std::uint8_t>(i);
    }
    return values;
}
constexpr auto values = make_values();

}  // namespace

std::string to_base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += alphabet[bits >> held & 63U];
        }
    }
    if (held > 0) text += alphabet[bits << (6 - held) & 63U];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const auto value = values.at(static_cast<unsigned char>(c));
        if (value == foreign) return std::nullopt;
        bits = bits << 6U | value;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 255U);
    }
    if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace rollcall::access
