// Amounts of money.
#pragma once

#include <cstdint>
#include <optional>

#include "check/rules/value.hpp"

namespace rollcall::check::rules {

// Whole cents. `R`, `ZAR`, `$` and blanks are read over. A comma is the decimal mark when it stands
// once, with one or two digits behind it and no dot; else it separates groups of three. Nothing
// when it is anything else, below zero, or has more than two decimals that are not zero.
// Needs: the text is trimmed.
std::optional<std::int64_t> read_money(const Value& value);

}  // namespace rollcall::check::rules
