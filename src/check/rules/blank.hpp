// What people write into a cell to say that there is nothing.
#pragma once

#include <string_view>

#include "check/schema.hpp"

namespace rollcall::check::rules {

// Needs: `text` is trimmed.
bool is_blank(std::string_view text, Blanks blanks);

}  // namespace rollcall::check::rules
