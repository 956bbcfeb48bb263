// When a membership ends, where the file does not say so.
#pragma once

#include <optional>

#include "base/calendar.hpp"

namespace rollcall::check::rules {

// 24 months after the last payment, else after the day of joining, else nothing. The 29 February
// becomes the 28th where the year has none.
std::optional<Day> derive_expiry(std::optional<Day> last_payment, std::optional<Day> joined);

}  // namespace rollcall::check::rules
