// Dates written as text, taken apart.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace rollcall::check::rules {

// The day that the text writes, which the calendar may not have (31 February); nothing when it is
// no date. A time and a zone behind the date are read over.
std::optional<std::chrono::year_month_day> read_date_text(std::string_view text);

}  // namespace rollcall::check::rules
