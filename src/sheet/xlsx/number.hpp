// Numbers as XML Schema writes them.
#pragma once

#include <string_view>

namespace rollcall::sheet::xlsx {

// Whether the text is a decimal number with or without exponent that a double can hold: not NaN,
// INF, 0x10, 1_000, nor 1e400.
bool is_number(std::string_view text);

// Without XML's white space at both ends.
std::string_view trim_spaces(std::string_view text);

}  // namespace rollcall::sheet::xlsx
