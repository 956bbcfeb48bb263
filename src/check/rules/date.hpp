// Dates as people and spreadsheets write them. Day before month, always; never shifted.
#pragma once

#include <array>
#include <expected>
#include <string_view>

#include "base/calendar.hpp"
#include "check/finding.hpp"
#include "check/rules/value.hpp"

namespace rollcall::check::rules {

// How a sheet counts its days.
enum class DateSystem : std::uint8_t {
    from_1900,  // day 1 is 1900-01-01, and a 29 February 1900 is counted that never was
    from_1904,  // day 0 is 1904-01-01
};

// A serial number, `yyyy-mm-dd` with or without time and zone (the day is the one written),
// `yyyy/mm/dd`, `dd/mm/yyyy`, `dd-mm-yyyy`, `dd.mm.yyyy` or `d MMM yyyy`. DATE_UNREADABLE when it
// is none, DATE_RANGE outside 1900 to 2199.
// Needs: the text is trimmed and not blank.
std::expected<Day, Code> read_date(const Value& value, DateSystem system);

// "2026-03-09", without a string. Needs: a year from 0 to 9999.
struct IsoDate {
    std::array<char, 10> characters;
    std::string_view view() const { return {characters.data(), characters.size()}; }
};
IsoDate iso_date(Day day);

}  // namespace rollcall::check::rules
