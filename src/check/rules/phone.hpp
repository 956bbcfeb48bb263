// Telephone numbers.
#pragma once

#include <optional>
#include <string_view>

#include "check/rules/digits.hpp"

namespace rollcall::check::rules {

// A cell number as 27 and 9 digits: from those 9, also with 0, 27 or +27 before them.
// Needs: `text` is trimmed.
std::optional<Digits> read_cell_number(std::string_view text);

// A landline number's digits as they stand, 7 to 15 of them.
std::optional<Digits> read_landline(std::string_view text);

}  // namespace rollcall::check::rules
