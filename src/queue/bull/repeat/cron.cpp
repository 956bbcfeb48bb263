#include "queue/bull/repeat/cron.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "queue/bull/repeat/field.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

namespace chrono = std::chrono;

constexpr std::size_t fields_max = 6;
constexpr std::array<std::string_view, fields_max> defaults{"0", "*", "*", "*", "*", "*"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> nicknames{{
    {"@hourly", "0 * * * *"},
    {"@daily", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"},
    {"@yearly", "0 0 1 1 *"},
}};
// Of days of a week `*` names both numbers of Sunday.
constexpr unsigned all_weekdays = 8;
constexpr unsigned all_hours = 24;
constexpr unsigned days_a_week = 7;

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    std::vector<std::string_view> words;
    for (auto at = text.find_first_not_of(blanks); at != std::string_view::npos;
         at = text.find_first_not_of(blanks, at)) {
        const auto end = std::min(text.find_first_of(blanks, at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

unsigned last_day_of(const chrono::year_month& month) {
    return static_cast<unsigned>((month / chrono::last).day());
}

// Of any year: a February has 29.
unsigned days_max_of(chrono::month month) {
    return last_day_of(chrono::year(2000) / month);
}

std::uint64_t days_after(unsigned day) {
    return ~((std::uint64_t{2} << day) - 1);
}

}  // namespace

Result<Cron> Cron::parse(std::string_view expression) {
    for (const auto& [nickname, meaning] : nicknames) {
        if (expression == nickname) return parse(meaning);
    }
    const auto words = words_of(expression);
    if (words.size() > fields_max)
        return refuse(Errc::validation_error, "A cron expression has 6 fields at most.");
    Cron cron;
    const auto missing = fields_max - words.size();
    for (std::size_t n = 0; n < fields_max; ++n) {
        const auto word = n < missing ? defaults.at(n) : words[n - missing];
        auto field = parse_field(word, static_cast<FieldKind>(n));
        if (!field) return std::unexpected(field.error());
        cron.fields_.at(n) = *field;
    }
    if (auto checked = cron.check_days(); !checked) return std::unexpected(checked.error());
    return cron;
}

// Where one month is named, days that it never has are left out, and cannot be all.
Result<void> Cron::check_days() {
    auto& days = fields_.at(static_cast<std::size_t>(FieldKind::day_of_month));
    const auto& months = of(FieldKind::month);
    if (months.named != 1) return {};
    const chrono::month month(static_cast<unsigned>(std::countr_zero(months.values)));
    const auto beyond = days.values & days_after(days_max_of(month));
    if (beyond != 0 && beyond == days.values) {
        return refuse(
            Errc::validation_error, "The month of the cron expression never has one of its days."
        );
    }
    days.values &= ~beyond;
    days.named -= static_cast<std::uint32_t>(std::popcount(beyond));
    return {};
}

bool Cron::comes_on(const chrono::year_month_day& date) const {
    const auto& days = of(FieldKind::day_of_month);
    const auto& weekdays = of(FieldKind::day_of_week);
    const auto day = static_cast<unsigned>(date.day());
    const auto weekday = chrono::weekday(chrono::local_days(date)).c_encoding();
    const auto last = last_day_of(date.year() / date.month());
    if (weekdays.week && (day + days_a_week - 1) / days_a_week != *weekdays.week) return false;

    const bool is_last_week = day + days_a_week > last;
    const bool by_day = days.has(day) || (days.last_day && day == last);
    const bool by_weekday =
        weekdays.has(weekday) || (is_last_week && (weekdays.last_weekdays >> weekday & 1) != 0);
    if (weekdays.named == all_weekdays) return by_day;
    if (days.named >= days_max_of(date.month())) return by_weekday;
    return by_day || by_weekday;
}

bool Cron::comes_in(chrono::month month) const {
    return of(FieldKind::month).has(static_cast<unsigned>(month));
}

bool Cron::comes_every_hour() const {
    return of(FieldKind::hour).named == all_hours;
}

std::optional<chrono::seconds> Cron::within_hour(chrono::seconds earliest) const {
    const auto& minutes = of(FieldKind::minute);
    const auto& seconds = of(FieldKind::second);
    constexpr unsigned sixty = 60;
    auto second = static_cast<unsigned>(earliest.count()) % sixty;
    for (auto minute = static_cast<unsigned>(earliest.count()) / sixty; minute < sixty; ++minute) {
        if (minutes.has(minute)) {
            for (; second < sixty; ++second) {
                if (seconds.has(second)) return chrono::minutes(minute) + chrono::seconds(second);
            }
        }
        second = 0;
    }
    return std::nullopt;
}

}  // namespace rollcall::queue::bull::repeat
