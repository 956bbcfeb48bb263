// Values that stand in a list: gender, race, citizenship, language, occupation, qualification,
// subscription, status; and the names of the provinces.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string_view>

#include "check/schema.hpp"

namespace rollcall::check::rules {

// What is stored, and the other ways to write it.
struct Choice {
    // GCC 12 reads no array at compile time whose last elements nobody has named.
    constexpr Choice(std::string_view stored, std::initializer_list<std::string_view> others)
        : name(stored) {
        std::ranges::copy(others, spellings.begin());
    }

    std::string_view name;
    std::array<std::string_view, 6> spellings{"", "", "", "", "", ""};
};

// The list of a column; empty for columns that have none. `province` lists the codes as names.
std::span<const Choice> choices(ColumnKey column);

// The choice that the whole text spells, once letters are folded, apostrophes left out, and blanks
// and hyphens made alike; nullptr when it is unknown. Never by a part of the text.
// Needs: `text` is trimmed. The result lives for ever.
const Choice* look_up(ColumnKey column, std::string_view text);

}  // namespace rollcall::check::rules
