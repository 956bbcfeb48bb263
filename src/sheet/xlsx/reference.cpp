#include "sheet/xlsx/reference.hpp"

#include <algorithm>
#include <cstddef>

#include "base/limits.hpp"

namespace rollcall::sheet::xlsx {
namespace {

constexpr std::size_t letters_max = 3;
constexpr std::size_t digits_max = 7;
constexpr std::uint32_t letters = 26;

}  // namespace

std::optional<Reference> parse_reference(std::string_view text) {
    std::uint32_t column = 0;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z')) break;
        if (at == letters_max) return std::nullopt;
        column = column * letters + static_cast<std::uint32_t>(c - (upper ? 'A' : 'a')) + 1;
    }
    const auto row = parse_row_number(text.substr(at));
    if (column == 0 || column > sheet_columns_max || !row) return std::nullopt;
    return Reference{column - 1, *row};
}

std::optional<std::uint32_t> parse_row_number(std::string_view text) {
    if (text.empty() || text.size() > digits_max) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (number == 0 || number > sheet_rows_max) return std::nullopt;
    return number;
}

std::string column_letters(std::uint32_t column) {
    std::string text;
    for (auto rest = column + 1; rest > 0; rest = (rest - 1) / letters)
        text += static_cast<char>('A' + static_cast<char>((rest - 1) % letters));
    std::ranges::reverse(text);
    return text;
}

}  // namespace rollcall::sheet::xlsx
