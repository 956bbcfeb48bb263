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

}  // namespace

const char* UsualCells::read(
    const char* at,
    const char* end,
    std::string_view row_digits,
    std::uint32_t& next_column,
    RowBuilder& row
) {
    end_ = end;
    set_row_digits(row_digits);
    while (at_front(at, "<c ")) {
        CellHead head;
        head.column = next_column;
        const char* next = read_attributes(at + 2, head);
        if (next == nullptr || head.column >= limits_.columns) return at;
        if (*next == '/') {
            if (next[1] != '>') return at;
            next += 2;
        } else {
            next = read_content(next + 1, head, row);
            if (next == nullptr) return at;
        }
        next_column = head.column + 1;
        at = next;
    }
    return at;
}

// At most 7 digits: they are compared as one word.
void UsualCells::set_row_digits(std::string_view digits) {
    std::array<char, sizeof(std::uint64_t)> padded{};
    std::ranges::copy(digits, padded.begin());
    row_digits_ = word_at(padded.data());
    row_digits_mask_ = (std::uint64_t{1} << 8 * digits.size()) - 1;
    row_digits_length_ = digits.size();
}

// Reads r, s and t, each at most once; returns where the tag's `>` or `/` stands, or nullptr.
const char* UsualCells::read_attributes(const char* at, CellHead& head) const {
    std::uint32_t seen = 0;
    while (*at == ' ') {
        const char name = at[1];
        if (at[2] != '=' || at[3] != '"') return nullptr;
        at = read_value(name, at + 4, head);
        if (at == nullptr || *at != '"') return nullptr;
        ++at;
        // The letters differ in their lowest five bits.
        const auto bit = std::uint32_t{1} << (static_cast<unsigned char>(name) & 31U);
        if ((seen & bit) != 0) return nullptr;
        seen |= bit;
    }
    return *at == '>' || *at == '/' ? at : nullptr;
}

// Reads the attribute's value; returns its end, or nullptr.
const char* UsualCells::read_value(char name, const char* at, CellHead& head) const {
    if (name == 'r') return read_reference(at, head.column);
    const char* const first = at;
    if (name == 's') {
        constexpr std::ptrdiff_t digits_max = 6;
        while (is_digit(*at))
            head.style = head.style * 10 + static_cast<std::uint32_t>(*at++ - '0');
        return at - first <= digits_max ? at : nullptr;
    }
    if (name != 't') return nullptr;
    constexpr std::ptrdiff_t type_bytes_max = 10;
    while (*at != '"' && at - first < type_bytes_max)
        ++at;
    head.type = parse_cell_type({first, static_cast<std::size_t>(at - first)});
    return at;
}

const char* UsualCells::read_reference(const char* at, std::uint32_t& column) const {
    std::uint32_t letters = 0;
    for (int count = 0; count < 3 && *at >= 'A' && *at <= 'Z'; ++count)
        letters = letters * 26 + static_cast<std::uint32_t>(*at++ - 'A') + 1;
    if (letters == 0) return nullptr;
    if (((word_at(at) ^ row_digits_) & row_digits_mask_) != 0) return nullptr;
    column = letters - 1;
    return at + row_digits_length_;
}

template <std::size_t N>
const char* UsualCells::read_text(
    const char* at,
    const char (&closing)[N],  // NOLINT(modernize-avoid-c-arrays)
    const CellHead& head,
    RowBuilder& row
) {
    const auto run = xml::find_run(at, end_);
    if (run.end == nullptr || !at_front(run.end, closing)) return nullptr;
    std::string_view text(at, static_cast<std::size_t>(run.end - at));
    if (text.size() > limits_.cell_bytes) return nullptr;
    std::uint8_t flags = flag_none;
    if (run.plain) [[likely]] {
        flags = length_flag(text);
    } else {
        text_.clear();
        text_.add_markup(text);
        text = text_.finish();
        flags = text_flags(text_, text);
    }
    if (head.type == CellType::inline_text) {
        CellValues::add_text(row, head, text, flags);
    } else {
        values_.add_value(row, head, text, flags);
    }
    return run.end + (N - 1);
}

// Needs: `at` stands behind the cell's opening tag. Returns the end of the cell, or nullptr.
const char* UsualCells::read_content(const char* at, const CellHead& head, RowBuilder& row) {
    if (head.type == CellType::inline_text) {
        if (at_front(at, "<is><t>")) return read_text(at + 7, "</t></is></c>", head, row);
        if (at_front(at, "<is><t xml:space=\"preserve\">"))
            return read_text(at + 28, "</t></is></c>", head, row);
        return nullptr;
    }
    if (!at_front(at, "<v>")) return nullptr;
    at += 3;
    if (head.type == CellType::text) return read_text(at, "</v></c>", head, row);
    const auto digits = digits_before_tag(at);
    if (digits == 0 || !at_front(at + digits, "</v></c>")) {
        if (head.type == CellType::shared) return nullptr;
        return read_text(at, "</v></c>", head, row);
    }
    if (head.type == CellType::number) {
        values_.add_number(row, head, {at, digits}, flag_none);
    } else if (head.type == CellType::shared) {
        std::uint64_t index = 0;
        for (std::size_t i = 0; i < digits; ++i)
            index = index * 10 + static_cast<std::uint64_t>(at[i] - '0');
        values_.add_shared(row, head, index, flag_none);
    } else {
        values_.add_value(row, head, {at, digits}, flag_none);
    }
    return at + digits + 8;
}

}  // namespace rollcall::sheet::xlsx
