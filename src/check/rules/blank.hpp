// What people write into a cell to say that there is nothing.
#pragma once

#include <string_view>

#include "check/schema.hpp"

namespace rollcall::check::rules {

// Whether a short text that begins as a marker does is one.
bool is_marker(std::string_view text, Blanks blanks);

// Needs: `text` is trimmed.
inline bool is_blank(std::string_view text, Blanks blanks) {
    if (text.empty()) return true;
    const char first = text.front();
    return (first == 'n' || first == 'N' || first == '-') && is_marker(text, blanks);
}

}  // namespace rollcall::check::rules
