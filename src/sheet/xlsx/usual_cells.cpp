#include "sheet/xlsx/usual_cells.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <emmintrin.h>

#include "sheet/xlsx/cell_text.hpp"

namespace rollcall::sheet::xlsx {
namespace {

// Compares with a literal; past the window's end stands zero, which no literal holds.
template <std::size_t N>
bool at_front(const char* at, const char (&literal)[N]) {  // NOLINT(modernize-avoid-c-arrays)
    return std::memcmp(at, literal, N - 1) == 0;
}

bool is_digit(char c) {
    return static_cast<unsigned char>(c - '0') < 10;
}

std::uint64_t word_at(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// The length of a run of 1 to 15 digits that ends at `<`.
std::size_t digits_before_tag(const char* at) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Shifts '0'..'9' to the lowest ten signed values.
    const __m128i shifted = _mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(0x80 - '0')));
    const __m128i digit = _mm_cmplt_epi8(shifted, _mm_set1_epi8(static_cast<char>(-128 + 10)));
    const auto others = ~static_cast<unsigned>(_mm_movemask_epi8(digit)) & 0xFFFFU;
    if (others == 0) return 0;
    const auto length = static_cast<std::size_t>(std::countr_zero(others));
    return at[length] == '<' ? length : 0;
}

std::uint64_t whole_number(std::string_view digits) {
    std::uint64_t number = 0;
    for (const char digit : digits)
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return number;
}

// How the references of a row's cells end: at most 7 digits and the quotation mark, compared as one
// word.
struct RowEnd {
    explicit RowEnd(std::string_view digits) : length(digits.size() + 1) {
        std::array<char, sizeof(word)> padded{};
        *std::ranges::copy(digits, padded.begin()).out = '"';
        word = word_at(padded.data());
        mask = ~std::uint64_t{0} >> 8 * (sizeof(word) - length);
    }

    std::size_t length;
    std::uint64_t word = 0;
    std::uint64_t mask = 0;
};

// These read an attribute's value and its quotation mark; they return what follows, or nullptr.
const char* read_reference(const char* at, const RowEnd& row_end, std::uint32_t& column) {
    std::uint32_t letters = 0;
    for (int count = 0; count < 3 && *at >= 'A' && *at <= 'Z'; ++count)
        letters = letters * 26 + static_cast<std::uint32_t>(*at++ - 'A') + 1;
    if (letters == 0 || ((word_at(at) ^ row_end.word) & row_end.mask) != 0) return nullptr;
    column = letters - 1;
    return at + row_end.length;
}

const char* read_style(const char* at, std::uint32_t& style) {
    constexpr int digits_max = 6;
    for (int count = 0; count < digits_max && is_digit(*at); ++count)
        style = style * 10 + static_cast<std::uint32_t>(*at++ - '0');
    return *at == '"' ? at + 1 : nullptr;
}

const char* read_type(const char* at, CellType& type) {
    if (at_front(at, "s\"")) {
        type = CellType::shared;
        return at + 2;
    }
    if (at_front(at, "inlineStr\"")) {
        type = CellType::inline_text;
        return at + 10;
    }
    constexpr std::size_t short_type_max = 3;
    const std::string_view text(at, short_type_max + 1);
    const auto length = text.find('"');
    if (length == std::string_view::npos) return nullptr;
    type = parse_cell_type(text.substr(0, length));
    return at + length + 1;
}

// Reads r, then s and t, or t and s as some programs have them; any may be left out. Returns where
// the tag goes on, or nullptr.
const char* read_attributes(const char* at, const RowEnd& row_end, CellHead& head) {
    if (at_front(at, " r=\"")) {
        at = read_reference(at + 4, row_end, head.column);
        if (at == nullptr) return nullptr;
    }
    const bool styled = at_front(at, " s=\"");
    if (styled) {
        at = read_style(at + 4, head.style);
        if (at == nullptr) return nullptr;
    }
    if (!at_front(at, " t=\"")) return at;
    at = read_type(at + 4, head.type);
    if (at == nullptr || styled || !at_front(at, " s=\"")) return at;
    return read_style(at + 4, head.style);
}

}  // namespace

template <std::size_t N>
[[gnu::always_inline]] inline const char* UsualCells::read_text(
    const char* at,
    const char (&closing)[N],  // NOLINT(modernize-avoid-c-arrays)
    const CellHead& head,
    RowBuilder& row
) {
    const auto run = xml::find_run(at, end_);
    if (run.end == nullptr || !at_front(run.end, closing)) return nullptr;
    std::string_view text(at, static_cast<std::size_t>(run.end - at));
    if (text.size() > limits_.cell_bytes) return nullptr;
    const auto flags = run.plain ? length_flag(text) : decode(text);
    if (head.type == CellType::inline_text) {
        CellValues::add_text(row, head, text, flags);
    } else {
        values_.add_value(row, head, text, flags);
    }
    return run.end + (N - 1);
}

// Makes the text of character data, and tells its flags.
std::uint8_t UsualCells::decode(std::string_view& text) {
    text_.clear();
    text_.add_markup(text);
    text = text_.finish();
    return text_flags(text_, text);
}

// Needs: `at` stands where the cell's opening tag closes. Returns the end of the cell, or nullptr.
[[gnu::always_inline]] inline const char*
UsualCells::read_content(const char* at, const CellHead& head, RowBuilder& row) {
    if (head.type == CellType::inline_text) {
        if (at_front(at, "><is><t>")) return read_text(at + 8, "</t></is></c>", head, row);
        if (at_front(at, "><is><t xml:space=\"preserve\">"))
            return read_text(at + 29, "</t></is></c>", head, row);
        return nullptr;
    }
    if (!at_front(at, "><v>")) return nullptr;
    at += 4;
    if (head.type == CellType::text) return read_text(at, "</v></c>", head, row);
    const auto digits = digits_before_tag(at);
    if (digits == 0 || !at_front(at + digits, "</v></c>")) {
        if (head.type == CellType::shared) return nullptr;
        return read_text(at, "</v></c>", head, row);
    }
    if (head.type == CellType::number) {
        values_.add_number(row, head, {at, digits}, flag_none);
    } else if (head.type == CellType::shared) {
        values_.add_shared(row, head, whole_number({at, digits}), flag_none);
    } else {
        values_.add_value(row, head, {at, digits}, flag_none);
    }
    return at + digits + 8;
}

const char* UsualCells::read(
    const char* at,
    const char* end,
    std::string_view row_digits,
    std::uint32_t& next_column,
    RowBuilder& row
) {
    end_ = end;
    const RowEnd row_end(row_digits);
    while (at_front(at, "<c ")) {
        CellHead head;
        head.column = next_column;
        const char* next = read_attributes(at + 2, row_end, head);
        if (next == nullptr || head.column >= limits_.columns) return at;
        if (at_front(next, "/>")) {
            next += 2;
        } else {
            next = read_content(next, head, row);
            if (next == nullptr) return at;
        }
        next_column = head.column + 1;
        at = next;
    }
    return at;
}

}  // namespace rollcall::sheet::xlsx
