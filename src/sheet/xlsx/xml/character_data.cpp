#include "sheet/xlsx/xml/character_data.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "sheet/xlsx/digits.hpp"

namespace rollcall::sheet::xlsx::xml {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto replacement = "\xEF\xBF\xBD"sv;
// "&#x0010FFFF;" and some leading zeros.
constexpr std::size_t reference_bytes_max = 32;
constexpr std::size_t escape_bytes = 7;  // _xHHHH_

constexpr std::array<std::pair<std::string_view, char>, 5> named{{
    {"amp", '&'},
    {"lt", '<'},
    {"gt", '>'},
    {"quot", '"'},
    {"apos", '\''},
}};

bool is_surrogate(std::uint32_t value) {
    return value >= 0xD800 && value < 0xE000;
}

// Tab, line feed and carriage return are text; no other control is.
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// The number of "#123" or "#x1F", nothing when it is not one or does not fit.
std::optional<std::uint32_t> character_number(std::string_view name) {
    if (!name.starts_with('#')) return std::nullopt;
    const bool hex = name.starts_with("#x"sv);
    name.remove_prefix(hex ? 2 : 1);
    return parse_whole<std::uint32_t>(name, hex ? 16 : 10);
}

// The UTF-16 unit of an escape at the front of the text.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < escape_bytes || !text.starts_with("_x"sv) || text[escape_bytes - 1] != '_')
        return std::nullopt;
    return parse_whole<std::uint32_t>(text.substr(2, 4), 16);
}

}  // namespace

void TextBuilder::clear() {
    text_.clear();
    replaced_ = false;
}

void TextBuilder::add_markup(std::string_view raw) {
    while (!raw.empty()) {
        const auto odd = std::min(raw.find_first_of("&\r"sv), raw.size());
        text_ += raw.substr(0, odd);
        raw.remove_prefix(odd);
        if (raw.empty()) return;
        if (raw.front() == '&') {
            raw.remove_prefix(add_reference(raw));
        } else {
            text_ += '\n';
            raw.remove_prefix(raw.starts_with("\r\n"sv) ? 2 : 1);
        }
    }
}

void TextBuilder::add_literal(std::string_view raw) {
    while (!raw.empty()) {
        const auto end = std::min(raw.find('\r'), raw.size());
        text_ += raw.substr(0, end);
        raw.remove_prefix(end);
        if (raw.empty()) return;
        text_ += '\n';
        raw.remove_prefix(raw.starts_with("\r\n"sv) ? 2 : 1);
    }
}

// Adds the character that the reference at the front names; returns the reference's length. One
// that names none becomes U+FFFD: the `&` alone when it never ends.
std::size_t TextBuilder::add_reference(std::string_view raw) {
    const auto end = raw.substr(0, reference_bytes_max).find(';');
    if (end == std::string_view::npos) {
        text_ += replacement;
        replaced_ = true;
        return 1;
    }
    const auto name = raw.substr(1, end - 1);
    const auto* const found =
        std::ranges::find(named, name, [](const auto& one) { return one.first; });
    if (found != named.end()) {
        text_ += found->second;
    } else {
        add_code_point(character_number(name).value_or(0));
    }
    return end + 1;
}

void TextBuilder::add_code_point(std::uint32_t value) {
    if (value == 0 || is_surrogate(value) || value > 0x10FFFF) {
        text_ += replacement;
        replaced_ = true;
    } else {
        append_utf8(text_, static_cast<char32_t>(value));
    }
}

std::string_view TextBuilder::finish() {
    if (text_.find("_x"sv) != std::string::npos) decode_escapes();
    replace_bad_bytes();
    return text_;
}

void TextBuilder::decode_escapes() {
    spare_.clear();
    std::swap(spare_, text_);
    std::string_view rest(spare_);
    while (!rest.empty()) {
        const auto at = std::min(rest.find("_x"sv), rest.size());
        text_ += rest.substr(0, at);
        rest.remove_prefix(at);
        if (rest.empty()) return;
        const auto unit = escaped_unit(rest);
        if (!unit) {
            text_ += "_x"sv;
            rest.remove_prefix(2);
            continue;
        }
        rest.remove_prefix(escape_bytes);
        const auto low = escaped_unit(rest);
        const bool pair =
            *unit >= 0xD800 && *unit < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000;
        if (pair) rest.remove_prefix(escape_bytes);
        add_code_point(pair ? 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00) : *unit);
    }
}

void TextBuilder::replace_bad_bytes() {
    const bool ascii = std::ranges::none_of(text_, [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || is_control(c);
    });
    if (ascii) return;
    if (!is_utf8(text_)) {
        text_ = replace_bad_utf8(text_);
        replaced_ = true;
    }
    if (std::ranges::none_of(text_, is_control)) return;
    replaced_ = true;
    spare_.clear();
    for (const char c : text_) {
        if (is_control(c)) {
            spare_ += replacement;
        } else {
            spare_ += c;
        }
    }
    std::swap(spare_, text_);
}

}  // namespace rollcall::sheet::xlsx::xml
