// Wards and voting districts.
#pragma once

#include <optional>
#include <string_view>

#include "check/rules/digits.hpp"

namespace rollcall::check::rules {

// Eight digits, the first of which names a province. Needs: `text` is trimmed.
std::optional<Digits> read_ward(std::string_view text);

// Eight digits.
std::optional<Digits> read_voting_district(std::string_view text);

}  // namespace rollcall::check::rules
