#include "live/engine_io/query.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::live::engine_io {
namespace {

std::optional<unsigned> value_of(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    const char letter = static_cast<char>(static_cast<unsigned char>(digit) | 0x20U);
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return std::nullopt;
}

// The byte of the two hex digits at the front.
std::optional<char> parse_escape(std::string_view digits) {
    if (digits.size() < 2) return std::nullopt;
    const auto high = value_of(digits[0]);
    const auto low = value_of(digits[1]);
    if (!high || !low) return std::nullopt;
    return static_cast<char>(*high << 4U | *low);
}

std::string decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto escaped = text[i] == '%' ? parse_escape(text.substr(i + 1)) : std::nullopt;
        if (escaped) {
            decoded += *escaped;
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string_view query_of(std::string_view target) {
    target = target.substr(0, target.find('#'));
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

}  // namespace

std::optional<std::string> query_value(std::string_view target, std::string_view name) {
    for (auto rest = query_of(target); !rest.empty();) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const auto equals = pair.find('=');
        if (decode(pair.substr(0, equals)) != name) continue;
        return equals == std::string_view::npos ? std::string() : decode(pair.substr(equals + 1));
    }
    return std::nullopt;
}

}  // namespace rollcall::live::engine_io
