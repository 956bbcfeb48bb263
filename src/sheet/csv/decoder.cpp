#include "sheet/csv/decoder.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "base/text.hpp"
#include "sheet/csv/encoding.hpp"

namespace rollcall::sheet::csv {
namespace {

// 0x80 to 0x9F as the WHATWG has them; the five that Windows leaves open are C1 controls.
constexpr std::array<char16_t, 32> windows_1252_high{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

char* put(char* out, char32_t character) {
    const auto tail = [&](unsigned shift) {
        return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
    };
    if (character < 0x80) {
        *out++ = static_cast<char>(character);
    } else if (character < 0x800) {
        *out++ = static_cast<char>(0xC0U | (character >> 6U));
        *out++ = tail(0);
    } else if (character < 0x10000) {
        *out++ = static_cast<char>(0xE0U | (character >> 12U));
        *out++ = tail(6);
        *out++ = tail(0);
    } else {
        *out++ = static_cast<char>(0xF0U | (character >> 18U));
        *out++ = tail(12);
        *out++ = tail(6);
        *out++ = tail(0);
    }
    return out;
}

Decoded decode_utf8(std::string_view bytes, bool last, char* out) {
    constexpr std::size_t longest_sequence = 4;
    const auto* const begin = out;
    auto rest = bytes;
    while (!rest.empty() && (last || rest.size() >= longest_sequence)) {
        auto length = ascii_prefix(rest);
        const auto sequence =
            length > 0 ? Utf8Sequence{.length = length, .good = true} : first_utf8_sequence(rest);
        length = sequence.length;
        if (sequence.good) {
            std::memcpy(out, rest.data(), length);
            out += length;
        } else {
            *out++ = '\0';
        }
        rest.remove_prefix(length);
    }
    return {.taken = bytes.size() - rest.size(), .made = static_cast<std::size_t>(out - begin)};
}

Decoded decode_windows_1252(std::string_view bytes, char* out) {
    const auto* const begin = out;
    for (auto rest = bytes; !rest.empty();) {
        const auto ascii = ascii_prefix(rest);
        std::memcpy(out, rest.data(), ascii);
        out += ascii;
        rest.remove_prefix(ascii);
        if (rest.empty()) break;
        const auto byte = static_cast<unsigned char>(rest.front());
        out = put(out, byte < 0xA0 ? windows_1252_high.at(byte - 0x80U) : byte);
        rest.remove_prefix(1);
    }
    return {.taken = bytes.size(), .made = static_cast<std::size_t>(out - begin)};
}

template <bool BigEndian>
char32_t unit_at(std::string_view bytes, std::size_t index) {
    const auto first = static_cast<unsigned char>(bytes[index]);
    const auto second = static_cast<unsigned char>(bytes[index + 1]);
    return BigEndian ? char32_t{first} << 8U | second : char32_t{second} << 8U | first;
}

template <bool BigEndian>
Decoded decode_utf16(std::string_view bytes, bool last, char* out) {
    const auto* const begin = out;
    std::size_t at = 0;
    while (at + 2 <= bytes.size()) {
        const auto unit = unit_at<BigEndian>(bytes, at);
        const bool high = (unit & 0xFC00U) == 0xD800U;
        if (high && at + 4 > bytes.size() && !last) break;
        const auto next = high && at + 4 <= bytes.size() ? unit_at<BigEndian>(bytes, at + 2) : 0;
        at += 2;
        if (high && (next & 0xFC00U) == 0xDC00U) {
            out = put(out, 0x10000U + ((unit & 0x3FFU) << 10U) + (next & 0x3FFU));
            at += 2;
        } else {
            const bool alone = (unit & 0xF800U) == 0xD800U;
            out = put(out, alone ? 0 : unit);
        }
    }
    if (last && at < bytes.size()) {
        *out++ = '\0';
        at = bytes.size();
    }
    return {.taken = at, .made = static_cast<std::size_t>(out - begin)};
}

}  // namespace

Decoded decode(Encoding encoding, std::string_view bytes, bool last, char* out) {
    switch (encoding) {
        case Encoding::utf8: return decode_utf8(bytes, last, out);
        case Encoding::utf16le: return decode_utf16<false>(bytes, last, out);
        case Encoding::utf16be: return decode_utf16<true>(bytes, last, out);
        case Encoding::windows_1252: break;
    }
    return decode_windows_1252(bytes, out);
}

}  // namespace rollcall::sheet::csv
