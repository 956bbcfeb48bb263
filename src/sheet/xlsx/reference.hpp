// Where a cell stands: "A1", "XFD1048576".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::sheet::xlsx {

struct Reference {
    std::uint32_t column = 0;  // from 0
    std::uint32_t row = 0;     // from 1
};

// Nothing when it is not letters and digits alone, or lies beyond XFD or row 1,048,576.
std::optional<Reference> parse_reference(std::string_view text);

// Nothing when it is not digits alone, zero, or beyond row 1,048,576.
std::optional<std::uint32_t> parse_row_number(std::string_view text);

// 0 -> "A", 16383 -> "XFD".
std::string column_letters(std::uint32_t column);

}  // namespace rollcall::sheet::xlsx
