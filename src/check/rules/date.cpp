#include "check/rules/date.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>
#include <system_error>

#include "check/rules/date_text.hpp"

namespace rollcall::check::rules {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int year_min = 1900;
constexpr int year_max = 2199;

constexpr Day day_min{year{year_min} / month{1} / day{1}};
constexpr Day day_max{year{year_max} / month{12} / day{31}};

std::expected<Day, Code> in_range(Day date) {
    if (date < day_min || date > day_max) return std::unexpected(Code::date_range);
    return date;
}

// 9999-12-31, the last day that a sheet can show.
constexpr double serial_max = 2'958'465;
constexpr int day_that_never_was = 60;
// A text of fewer digits is a year or a day of the month rather than a day's number.
constexpr double text_serial_min = 10'000;

std::expected<Day, Code> from_serial(double serial, DateSystem system) {
    if (serial < 0) return std::unexpected(Code::date_range);
    if (serial > serial_max) return std::unexpected(Code::date_unreadable);
    const days count{static_cast<int>(std::floor(serial))};
    if (system == DateSystem::from_1904) {
        return in_range(Day{year{1904} / month{1} / day{1}} + count);
    }
    if (count.count() == day_that_never_was) return std::unexpected(Code::date_unreadable);
    // Before the day that never was the count is one lower than after it.
    const auto first = count.count() < day_that_never_was ? day{31} : day{30};
    return in_range(Day{year{1899} / month{12} / first} + count);
}

constexpr std::size_t text_serial_digits = 5;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Serial numbers are mostly whole ones, and texts that are dates are told by their first bytes.
std::optional<double> as_number(std::string_view text, bool is_text) {
    constexpr std::size_t digits_max = 7;
    std::size_t digits = 0;
    int whole = 0;
    for (; digits < text.size() && digits < digits_max && is_digit(text[digits]); ++digits)
        whole = (whole * 10) + (text[digits] - '0');
    if (is_text && digits < text_serial_digits) return std::nullopt;
    if (digits == text.size()) return whole;
    double number = 0;
    const auto [rest, error] = std::from_chars(text.begin(), text.end(), number);
    if (error != std::errc{} || rest != text.end() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<std::expected<Day, Code>> read_serial(const Value& value, DateSystem system) {
    const auto number = as_number(value.text, value.kind != sheet::CellKind::number);
    if (!number) return std::nullopt;
    if (value.kind != sheet::CellKind::number) {
        if (*number < text_serial_min || *number > serial_max) return std::nullopt;
    } else if (!value.shows_date && *number >= year_min && *number <= year_max) {
        // "2024" under Date Joined is a year; as a serial number it would be a day of 1905.
        return std::unexpected(Code::date_unreadable);
    }
    return from_serial(*number, system);
}

}  // namespace

std::expected<Day, Code> read_date(const Value& value, DateSystem system) {
    if (const auto serial = read_serial(value, system)) return *serial;
    const auto date = read_date_text(value.text);
    if (!date || !date->ok()) return std::unexpected(Code::date_unreadable);
    return in_range(Day{*date});
}

IsoDate iso_date(Day day) {
    const year_month_day date{day};
    IsoDate iso{{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0'}};
    const auto put = [&](std::size_t at, unsigned two_digits) {
        constexpr unsigned base = 10;
        iso.characters[at] = static_cast<char>('0' + (two_digits / base));
        iso.characters[at + 1] = static_cast<char>('0' + (two_digits % base));
    };
    constexpr unsigned years_in_century = 100;
    const auto in_era = static_cast<unsigned>(static_cast<int>(date.year()));
    put(0, in_era / years_in_century);
    put(2, in_era % years_in_century);
    put(5, static_cast<unsigned>(date.month()));
    put(8, static_cast<unsigned>(date.day()));
    return iso;
}

}  // namespace rollcall::check::rules
