#include "queue/bull/repeat/field.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "base/result.hpp"
#include "base/text.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

constexpr unsigned days_a_week = 7;

constexpr std::array<std::string_view, 12>
    months{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Rules {
    std::string_view name;
    unsigned min;
    unsigned max;
    std::span<const std::string_view> names;
};

Rules rules_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::second: return {"second", 0, 59, {}};
        case FieldKind::minute: return {"minute", 0, 59, {}};
        case FieldKind::hour: return {"hour", 0, 23, {}};
        case FieldKind::day_of_month: return {"day of the month", 1, 31, {}};
        case FieldKind::month: return {"month", 1, 12, months};
        case FieldKind::day_of_week: break;
    }
    return {"day of the week", 0, days_a_week, weekdays};
}

// What stands before a sign and what behind it; nothing behind, where it is missing.
struct Halves {
    std::string_view first;
    std::optional<std::string_view> second;
};

Halves split(std::string_view text, char sign) {
    const auto at = text.find(sign);
    if (at == std::string_view::npos) return {text, std::nullopt};
    return {text.substr(0, at), text.substr(at + 1)};
}

class FieldParser {
public:
    explicit FieldParser(FieldKind kind) : kind_(kind), rules_(rules_of(kind)) {}

    Result<Field> parse(std::string_view text) {
        if (auto read = kind_ == FieldKind::day_of_week ? weeks(text) : list(text); !read)
            return std::unexpected(read.error());
        return field_;
    }

private:
    std::unexpected<Error> bad(std::string_view text, std::string_view why) const {
        return refuse(
            Errc::validation_error,
            "The " + std::string(rules_.name) + " of a cron expression: '" + std::string(text) +
                "' " + std::string(why)
        );
    }

    // `5#2` stands alone: neither lists, ranges nor steps go with it.
    Result<void> weeks(std::string_view text) {
        const auto [day, week] = split(text, '#');
        if (!week) return list(text);
        if (day.find_first_of(",-/") != std::string_view::npos || week->size() != 1 ||
            week->front() < '1' || week->front() > '5')
            return bad(text, "is no day and one of its weeks from 1 to 5, as 5#2");
        field_.week = static_cast<unsigned>(week->front() - '0');
        return list(day);
    }

    Result<void> list(std::string_view text) {
        for (;;) {
            const auto [first, rest] = split(text, ',');
            if (auto read = item(first); !read) return read;
            if (!rest) return {};
            text = *rest;
        }
    }

    Result<void> item(std::string_view text) {
        if (text.ends_with('L') && is_of_days()) return last(text);
        const auto [range, step_text] = split(text, '/');
        const auto step = step_text ? digits(*step_text) : std::optional(1U);
        if (!step || *step == 0) return bad(text, "has no step of 1 or more");
        if (range == "*" || (range == "?" && is_of_days()))
            return add(rules_.min, rules_.max, *step), Result<void>();
        const auto [first_text, last_text] = split(range, '-');
        const auto first = value(first_text);
        if (!first) return std::unexpected(first.error());
        if (!last_text && !step_text) return add_one(*first), Result<void>();
        const auto last = last_text ? value(*last_text) : Result<unsigned>(rules_.max);
        if (!last) return std::unexpected(last.error());
        if (*last < *first) return bad(text, "ends before it begins");
        add(*first, *last, *step);
        return {};
    }

    // `L`, or `5L` as a day of the week.
    Result<void> last(std::string_view text) {
        const auto before = text.substr(0, text.size() - 1);
        if (kind_ == FieldKind::day_of_week) {
            const auto day = value(before);
            if (!day) return std::unexpected(day.error());
            field_.last_weekdays |= static_cast<std::uint8_t>(1U << *day % days_a_week);
        } else if (before.empty()) {
            field_.last_day = true;
        } else {
            return bad(text, "has something before its L");
        }
        ++field_.named;
        return {};
    }

    bool is_of_days() const {
        return kind_ == FieldKind::day_of_month || kind_ == FieldKind::day_of_week;
    }

    static std::optional<unsigned> digits(std::string_view text) {
        unsigned number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_whole = error == std::errc() && end == text.data() + text.size();
        return is_whole ? std::optional(number) : std::nullopt;
    }

    Result<unsigned> value(std::string_view text) const {
        const auto name = std::ranges::find(rules_.names, fold_case(text));
        if (name != rules_.names.end())
            return rules_.min + static_cast<unsigned>(name - rules_.names.begin());
        const auto number = digits(text);
        if (number && *number >= rules_.min && *number <= rules_.max) return *number;
        return bad(
            text, "is none of " + std::to_string(rules_.min) + " to " + std::to_string(rules_.max)
        );
    }

    void add_one(unsigned number) {
        const bool is_day = kind_ == FieldKind::day_of_week;
        field_.values |= std::uint64_t{1} << (is_day ? number % days_a_week : number);
        ++field_.named;
    }

    void add(unsigned first, unsigned last, unsigned step) {
        // A range up to Sunday has it, whatever its step, and counts both of its numbers: so eight
        // days are named by `*`, and seven by `0-6`, which is no `*` then.
        const bool has_sunday = kind_ == FieldKind::day_of_week && last % days_a_week == 0;
        if (has_sunday) add_one(0);
        for (std::uint64_t number = first; number <= last; number += step) {
            if (number > 0 || !has_sunday) add_one(static_cast<unsigned>(number));
        }
    }

    FieldKind kind_;
    Rules rules_;
    Field field_;
};

}  // namespace

Result<Field> parse_field(std::string_view text, FieldKind kind) {
    return FieldParser(kind).parse(text);
}

}  // namespace rollcall::queue::bull::repeat
