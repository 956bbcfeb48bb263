// Days and times as text. Days are counted from 1970-01-01 in the proleptic Gregorian calendar.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace rollcall {

using Day = std::chrono::sys_days;

// "2026-03-09"; years 0 to 9999.
std::string to_iso_date(Day day);

// "2026-03-09T10:11:12.345Z".
std::string to_iso_time(Instant at);

// The calendar day at `at` in the time zone (an IANA name such as "Africa/Johannesburg").
// Unknown zones are refused by `is_time_zone` before; here they count as UTC.
Day day_in_zone(Instant at, std::string_view zone);

// "2026-03-09 12:11:12" in the time zone: times for people.
std::string to_local_time(Instant at, std::string_view zone);

// Whether the system's time zone data knows the name.
bool is_time_zone(std::string_view zone);

}  // namespace rollcall
