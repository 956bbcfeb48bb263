#include "report/excel_date.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

namespace rollcall::report {
namespace {

constexpr double days_from_1900_to_1904 = 1462;
// 31 December 9999.
constexpr double serial_end = 2'958'466;
// 1 March 1900: from there on a serial is days since 30 December 1899.
constexpr int serial_after_false_leap_day = 61;
constexpr double seconds_a_day = 86'400;

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    const auto part = text.substr(at, length);
    int value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || value < 0) return std::nullopt;
    return value;
}

// The time's fraction of a day, of "T10:11" or " 10:11:12.5Z"; nothing when it is no time.
std::optional<double> fraction_of(std::string_view text) {
    if (text.empty()) return 0;
    const auto hour = number_at(text, 1, 2);
    const auto minute = number_at(text, 4, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    const auto second = text.size() > 6 && text[6] == ':' ? number_at(text, 7, 2) : 0;
    if (!second || *second > 59) return std::nullopt;
    return (*hour * 3600 + *minute * 60 + *second) / seconds_a_day;
}

}  // namespace

std::optional<ExcelDate> date_of_number(std::string_view digits, bool date1904) {
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    const auto serial = date1904 ? value + days_from_1900_to_1904 : value;
    if (!(serial >= 0 && serial < serial_end)) return std::nullopt;
    const bool has_time = std::floor(serial) != serial;
    return ExcelDate{date1904 ? fmt::format("{}", serial) : std::string(digits), has_time};
}

std::optional<ExcelDate> date_of_iso(std::string_view text) {
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, 5, 2);
    const auto day = number_at(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date(
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    );
    const auto time = fraction_of(text.substr(10));
    if (!date.ok() || !time) return std::nullopt;
    using std::chrono::sys_days;
    constexpr sys_days start = std::chrono::year(1899) / std::chrono::December / 30;
    const auto days = (sys_days(date) - start).count();
    if (days < serial_after_false_leap_day) return std::nullopt;
    if (*time == 0) return ExcelDate{std::to_string(days), false};
    return ExcelDate{fmt::format("{:.8f}", static_cast<double>(days) + *time), true};
}

}  // namespace rollcall::report
