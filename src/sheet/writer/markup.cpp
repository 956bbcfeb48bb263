#include "sheet/writer/markup.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

// Eight characters at once, each in its byte of a word.
using Word = std::uint64_t;
constexpr std::size_t block = sizeof(Word);

constexpr Word each(unsigned char c) {
    return 0x0101010101010101U * c;
}

// Not 0 when a byte is 0.
constexpr Word zero_in(Word word) {
    return (word - each(1)) & ~word & each(0x80);
}

// Whether the bytes may stand as they are: printable ASCII but & " < > and the underscore. Two
// characters that differ in one bit are looked for together, with that bit set.
bool block_is_plain(const char* bytes) {
    Word word = 0;
    std::memcpy(&word, bytes, block);
    const Word control = (word - each(0x20)) & ~word;
    const Word delete_or_beyond = word | (word + each(1));
    const Word ampersand_or_quote = zero_in((word | each('&' ^ '"')) ^ each('&'));
    const Word bracket = zero_in((word | each('<' ^ '>')) ^ each('>'));
    const Word underscore = zero_in(word ^ each('_'));
    const Word odd = control | delete_or_beyond | ampersand_or_quote | bracket | underscore;
    return (odd & each(0x80)) == 0;
}
static_assert(('&' | ('&' ^ '"')) == '&' && ('>' | ('<' ^ '>')) == '>');

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
