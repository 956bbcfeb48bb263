#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <utf8proc.h>

#include "base/failure.hpp"

namespace rollcall {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0x80U) != 0;
    });
}

// The second byte's range tells overlong forms and surrogates apart (Unicode 15, table 3-7).
struct Lead {
    std::size_t length;
    unsigned char second_min;
    unsigned char second_max;
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1, 0, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

std::string_view trim(std::string_view text) {
    for (;;) {
        if (!text.empty() && is_blank(text.front())) {
            text.remove_prefix(1);
        } else if (text.starts_with(no_break_space)) {
            text.remove_prefix(no_break_space.size());
        } else {
            break;
        }
    }
    for (;;) {
        if (!text.empty() && is_blank(text.back())) {
            text.remove_suffix(1);
        } else if (text.ends_with(no_break_space)) {
            text.remove_suffix(no_break_space.size());
        } else {
            return text;
        }
    }
}

std::string fold_case(std::string_view text) {
    std::string folded(text);
    std::ranges::transform(folded, folded.begin(), lower);
    return folded;
}

bool equals_folded(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

Utf8Sequence first_utf8_sequence(std::string_view text) {
    const auto lead = lead_of(static_cast<unsigned char>(text[0]));
    if (lead.length == 0) return {1, false};
    if (lead.length == 1) return {1, true};
    if (text.size() < 2) return {1, false};
    const auto second = static_cast<unsigned char>(text[1]);
    if (second < lead.second_min || second > lead.second_max) return {1, false};
    std::size_t length = 2;
    while (length < lead.length && length < text.size() && is_continuation(text[length]))
        ++length;
    return {length, length == lead.length};
}

std::size_t ascii_prefix(std::string_view text) {
    constexpr std::size_t step = 64;
    std::size_t length = 0;
    for (; length + step <= text.size(); length += step) {
        std::array<std::uint64_t, step / sizeof(std::uint64_t)> words{};
        std::memcpy(words.data(), text.data() + length, step);
        std::uint64_t all = 0;
        for (const auto word : words)
            all |= word;
        if ((all & 0x8080808080808080U) != 0) break;
    }
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0x80U) == 0)
        ++length;
    return length;
}

bool is_utf8(std::string_view text) {
    for (;;) {
        text.remove_prefix(ascii_prefix(text));
        if (text.empty()) return true;
        const auto sequence = first_utf8_sequence(text);
        if (!sequence.good) return false;
        text.remove_prefix(sequence.length);
    }
}

std::string replace_bad_utf8(std::string_view text) {
    std::string whole;
    whole.reserve(text.size());
    while (!text.empty()) {
        const auto sequence = first_utf8_sequence(text);
        whole += sequence.good ? text.substr(0, sequence.length) : replacement;
        text.remove_prefix(sequence.length);
    }
    return whole;
}

std::uint32_t utf16_units(std::string_view text) {
    std::uint32_t units = 0;
    for (const char c : text) {
        if (is_continuation(c)) continue;
        units += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
    }
    return units;
}

std::uint32_t code_points(std::string_view text) {
    return static_cast<std::uint32_t>(std::ranges::count_if(text, [](char c) {
        return !is_continuation(c);
    }));
}

std::string_view first_code_points(std::string_view text, std::uint32_t characters) {
    std::size_t end = 0;
    while (end < text.size()) {
        if (!is_continuation(text[end]) && characters-- == 0) break;
        ++end;
    }
    return text.substr(0, end);
}

void append_utf8(std::string& text, char32_t character) {
    const auto low = [](char32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
    if (character < 0x80) {
        text += static_cast<char>(character);
    } else if (character < 0x800) {
        text += static_cast<char>(0xC0U | (character >> 6U));
        text += low(character);
    } else if (character < 0x10000) {
        text += static_cast<char>(0xE0U | (character >> 12U));
        text += low(character >> 6U);
        text += low(character);
    } else {
        text += static_cast<char>(0xF0U | (character >> 18U));
        text += low(character >> 12U);
        text += low(character >> 6U);
        text += low(character);
    }
}

std::string to_nfc(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    utf8proc_uint8_t* composed = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()),
        &composed,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE)
    );
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
    if (length < 0) throw Failure(std::string("compose text: ") + utf8proc_errmsg(length));
    return {reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length)};
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

std::string with_commas(std::uint64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

}  // namespace rollcall
