#include "queue/bull/repeat/occurrence.hpp"

#include <chrono>
#include <optional>

#include <bits/chrono.h>

#include "base/clock.hpp"
#include "queue/bull/repeat/cron.hpp"
#include "queue/bull/repeat/zone.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

namespace chrono = std::chrono;
using chrono::local_days;
using chrono::local_seconds;
using chrono::seconds;

constexpr int steps_max = 10'000;
constexpr unsigned hours_a_day = 24;

// A part of a day in which the clocks do not jump.
struct Stretch {
    local_seconds from;  // the first time that comes into question
    Instant until;
    seconds offset;
    std::optional<unsigned> first;  // the hour in which it begins behind a jump
    bool leaps = false;             // by an hour forward: the first stands for the one before, too
    bool repeats = false;           // by an hour back: the first was there before
};

unsigned hour_of(chrono::local_time<Milliseconds> time) {
    return static_cast<unsigned>(
        chrono::floor<chrono::hours>(time - chrono::floor<chrono::days>(time)).count()
    );
}

bool comes_at(const Cron& cron, unsigned hour, const Stretch& stretch) {
    if (hour != stretch.first) return cron.comes_at(hour);
    if (cron.comes_at(hour)) return !stretch.repeats;
    return stretch.leaps && cron.comes_at(hour - 1);
}

std::optional<Instant> first_in(const Cron& cron, const Stretch& stretch) {
    const auto day = chrono::floor<chrono::days>(stretch.from);
    auto hour = hour_of(stretch.from);
    auto earliest = stretch.from - day - chrono::hours(hour);
    for (; hour < hours_a_day; ++hour, earliest = seconds(0)) {
        if (!comes_at(cron, hour, stretch)) continue;
        const auto time = cron.within_hour(earliest);
        if (!time) continue;
        const auto wall = day + chrono::hours(hour) + *time;
        const Instant found(wall.time_since_epoch() - stretch.offset);
        return found < stretch.until ? std::optional(found) : std::nullopt;
    }
    return std::nullopt;
}

Stretch behind(const Cron& cron, const Zone& zone, Instant turn, Instant until) {
    const auto before = zone.local(turn - Milliseconds(1));
    const auto now = zone.local(turn);
    const bool jumps = !cron.comes_every_hour();
    const auto last = hour_of(before);
    const auto first = hour_of(now);
    const bool is_full_hour = now == chrono::floor<chrono::hours>(now);
    return {
        .from = chrono::floor<seconds>(now),
        .until = until,
        .offset = zone.offset(turn),
        .first = first,
        .leaps = jumps && first == last + 2,
        .repeats = jumps && first == last && is_full_hour};
}

// Behind `after`, or, where a day begins, at it at the earliest, and before `until`.
std::optional<Instant>
first_in_day(const Cron& cron, const Zone& zone, Instant begin, seconds past, Instant until) {
    const auto turn = zone.change(begin, until);
    const Stretch stretch{
        .from = chrono::floor<seconds>(zone.local(begin)) + past,
        .until = turn,
        .offset = zone.offset(begin),
        .first = std::nullopt};
    if (auto found = first_in(cron, stretch); found || turn == until) return found;
    return first_in(cron, behind(cron, zone, turn, until));
}

// Where clocks show midnight twice, which of both begins a day depends on where one comes from: as
// in Bull, on the offset that the time one started at has on that day.
Instant midnight(const Zone& zone, local_days day, Instant after) {
    const auto start = zone.local(after);
    const auto today = chrono::floor<chrono::days>(start);
    const bool is_tomorrow = day == today + chrono::days(1);
    const auto wall = is_tomorrow ? day + chrono::floor<seconds>(start - today)
                                  : local_seconds(day - chrono::days(1));
    return zone.at(day, zone.offset(zone.at(wall, zone.offset(after))));
}

}  // namespace

std::optional<Instant> next_time(const Cron& cron, Instant after, const Zone& zone) {
    auto day = chrono::floor<chrono::days>(zone.local(after));
    Instant begin = chrono::floor<seconds>(after);
    bool goes_on = true;  // where the day before ended
    seconds past(1);
    for (int step = 0; step < steps_max; ++step) {
        const chrono::year_month_day date(day);
        const bool is_day = cron.comes_on(date);
        if (is_day && cron.comes_in(date.month())) {
            if (!goes_on) begin = midnight(zone, day, after);
            const auto until = zone.at(day + chrono::days(1), zone.offset(begin));
            if (auto found = first_in_day(cron, zone, begin, past, until)) return found;
            begin = until;
            goes_on = true;
        } else {
            goes_on = false;
        }
        past = seconds(0);
        day = is_day && !cron.comes_in(date.month())
                  ? local_days((date.year() / date.month() + chrono::months(1)) / 1)
                  : day + chrono::days(1);
    }
    return std::nullopt;
}

}  // namespace rollcall::queue::bull::repeat
