// A cell as the rules see it.
#pragma once

#include <string_view>

#include "sheet/batch.hpp"

namespace rollcall::check::rules {

// The text lives as long as the batch that it lies in.
struct Value {
    std::string_view text;  // trimmed
    sheet::CellKind kind = sheet::CellKind::text;
    bool shows_date = false;  // a number whose format shows a date
};

}  // namespace rollcall::check::rules
