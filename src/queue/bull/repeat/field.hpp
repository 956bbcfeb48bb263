// One field of a cron expression: which values of a clock or calendar it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::queue::bull::repeat {

enum class FieldKind : std::uint8_t { second, minute, hour, day_of_month, month, day_of_week };

struct Field {
    std::uint64_t values = 0;        // bit n: n is named; Sunday is 0
    std::uint32_t named = 0;         // how many values were named, equal ones and `L` included
    bool last_day = false;           // `L`: of the month
    std::uint8_t last_weekdays = 0;  // `5L`: bit 5, the last Friday of the month
    std::optional<unsigned> week;    // `5#2`: the second Friday of the month

    bool has(unsigned value) const { return (values >> value & 1U) != 0; }
};

// `*`, `5`, `1-5`, each with a step (`*/10`, `5/10`: from 5 on); lists of them; names of months and
// days (`jan`, `MON`); `?` for `*` in either day, `L`, and `#` in the day of the week alone, where
// 7 is Sunday as 0 is. Refuses with validation_error, naming the field.
Result<Field> parse_field(std::string_view text, FieldKind kind);

}  // namespace rollcall::queue::bull::repeat
