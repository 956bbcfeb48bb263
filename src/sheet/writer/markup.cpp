#include "sheet/writer/markup.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::size_t first_capacity = 64UL * 1024;
constexpr std::size_t block = 16;

// Bytes that the fast path may copy as they are; a straight line so that it becomes vector code.
bool block_is_plain(const char* bytes) {
    unsigned char odd = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        odd |= static_cast<unsigned char>(c < 0x20) | static_cast<unsigned char>(c > 0x7E) |
               static_cast<unsigned char>(c == '&') | static_cast<unsigned char>(c == '<') |
               static_cast<unsigned char>(c == '>') | static_cast<unsigned char>(c == '"') |
               static_cast<unsigned char>(c == '_');
    }
    return odd == 0;
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// "_x0041_" and its like: seven characters that readers decode.
bool is_escape_lookalike(std::string_view text) {
    return text.size() >= 7 && text[1] == 'x' && text[6] == '_' &&
           std::ranges::all_of(text.substr(2, 4), is_hex);
}

// What stands for the character at the text's start, and how many bytes it takes.
std::pair<std::string_view, std::size_t> replacement_of(std::string_view text) {
    switch (text.front()) {
        case '&': return {"&amp;", 1};
        case '<': return {"&lt;", 1};
        case '>': return {"&gt;", 1};
        case '"': return {"&quot;", 1};
        case '\t': return {"\t", 1};
        case '\n': return {"\n", 1};
        case '\r': return {text.starts_with("\r\n") ? "" : "\n", 1};
        case '_':
            if (is_escape_lookalike(text)) return {"_x005F_", 1};
            return {"_", 1};
        case '\x7F': return {"", 1};
        default: break;
    }
    if (static_cast<unsigned char>(text.front()) < 0x20) return {"", 1};
    if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) return {"", 3};
    return {text.substr(0, 1), 1};
}

std::string_view cut_to_cell(std::string_view text) {
    if (text.size() <= cell_units_max || utf16_units(text) <= cell_units_max) return text;
    auto characters = cell_units_max;
    auto cut = first_code_points(text, characters);
    while (utf16_units(cut) > cell_units_max) {
        // Each surplus unit belongs to a character of two.
        characters -= (utf16_units(cut) - cell_units_max + 1) / 2;
        cut = first_code_points(text, characters);
    }
    return cut;
}

void add_slowly(Markup& markup, std::string_view text) {
    const auto whole = is_utf8(text) ? std::string() : replace_bad_utf8(text);
    auto rest = cut_to_cell(whole.empty() ? text : whole);
    while (!rest.empty()) {
        const auto [replacement, length] = replacement_of(rest);
        markup.add(replacement);
        rest.remove_prefix(length);
    }
}

}  // namespace

void Markup::grow(std::size_t bytes) {
    const auto wanted = std::max({size_ + bytes, capacity_ * 2, first_capacity});
    auto grown = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
    bytes_ = std::move(grown);
    capacity_ = wanted;
}

void add_escaped(Markup& markup, std::string_view text) {
    if (text.size() > cell_units_max) return add_slowly(markup, text);
    // Copied first and looked at in the copy, which may be read past the text's end.
    char* const start = markup.room(text.size() + block);
    std::memcpy(start, text.data(), text.size());
    std::memset(start + text.size(), ' ', block);
    for (std::size_t at = 0; at < text.size(); at += block) {
        if (!block_is_plain(start + at)) return add_slowly(markup, text);
    }
    markup.wrote(start + text.size());
}

bool needs_space_preserved(std::string_view text) {
    if (text.empty()) return false;
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    return is_space(text.front()) || is_space(text.back()) ||
           text.find('\n') != std::string_view::npos;
}

}  // namespace rollcall::sheet::writer
