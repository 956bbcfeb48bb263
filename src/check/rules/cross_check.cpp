#include "check/rules/cross_check.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>

#include "base/text.hpp"
#include "check/rules/look_up.hpp"

namespace rollcall::check::rules {
namespace {

int age_on(Day born, Day today) {
    const std::chrono::year_month_day birth{born};
    const std::chrono::year_month_day now{today};
    const auto years = static_cast<int>(now.year()) - static_cast<int>(birth.year());
    const bool birthday_to_come = std::chrono::month_day{now.month(), now.day()} <
                                  std::chrono::month_day{birth.month(), birth.day()};
    return years - (birthday_to_come ? 1 : 0);
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Codes are JHB (a metropolitan municipality), GT421 or DC12.
bool is_code(std::string_view text) {
    const auto letters =
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_upper) - text.begin());
    const auto digits = text.substr(letters);
    const bool metropolitan = letters == 3 && digits.empty();
    const bool numbered = letters >= 2 && letters <= 3 && digits.size() >= 1 && digits.size() <= 3;
    return metropolitan || (numbered && std::ranges::all_of(digits, is_digit));
}

}  // namespace

bool age_fits(std::string_view text, Day born, Day today) {
    double age = 0;
    const auto [rest, error] = std::from_chars(text.begin(), text.end(), age);
    if (error != std::errc{} || rest != text.end()) return false;
    const auto off = age - age_on(born, today);
    return off >= -1 && off <= 1;
}

bool gender_fits(std::string_view gender, bool male) {
    return gender != (male ? "Female" : "Male");
}

bool citizenship_fits(std::string_view citizenship, std::uint8_t digit) {
    if (digit == 0) return citizenship == "South African Citizen";
    if (citizenship == "Other") return true;
    return citizenship == (digit == 1 ? "Permanent Resident" : "Refugee");
}

bool province_fits(std::string_view text, std::string_view province_code) {
    const auto* const province = look_up(ColumnKey::province, text);
    return province != nullptr && province->name == province_code;
}

bool municipality_fits(std::string_view text, std::string_view municipality_code) {
    const auto code = trim(text.substr(0, text.find(" - ")));
    return !is_code(code) || equals_folded(code, municipality_code);
}

}  // namespace rollcall::check::rules
