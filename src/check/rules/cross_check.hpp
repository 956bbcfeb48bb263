// What two cells of a row say of the same thing.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/calendar.hpp"

namespace rollcall::check::rules {

// Whether the age is within one year of what the day of birth makes it.
bool age_fits(std::string_view text, Day born, Day today);

// Whether the gender's stored name goes with the sex in the ID number; others than Male and Female
// always do.
bool gender_fits(std::string_view gender, bool male);

// Whether the citizenship's stored name goes with the ID number's eleventh digit.
bool citizenship_fits(std::string_view citizenship, std::uint8_t digit);

// Whether the text names the province, by its code or name.
bool province_fits(std::string_view text, std::string_view province_code);

// False when the text, `CODE - Name` or a code alone, carries the code of another municipality. A
// name alone cannot be compared, and fits.
bool municipality_fits(std::string_view text, std::string_view municipality_code);

}  // namespace rollcall::check::rules
