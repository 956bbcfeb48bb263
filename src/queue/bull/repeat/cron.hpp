// Cron: on which days and at which times a repeated job comes, as Bull's producers write it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "queue/bull/repeat/field.hpp"

namespace rollcall::queue::bull::repeat {

// The language of cron-parser 4, by which Bull reads it: docs/formats/bull.md, "Repetition".
class Cron {
public:
    // [second] minute hour day-of-month month day-of-week, or `@hourly`, `@daily`, `@weekly`,
    // `@monthly`, `@yearly`. Where fields are missing, the first are: second 0, any of the others.
    // Refuses with validation_error, saying what is wrong.
    static Result<Cron> parse(std::string_view expression);

    // Of both kinds of days, where both are limited, either will do.
    bool comes_on(const std::chrono::year_month_day& date) const;
    bool comes_in(std::chrono::month month) const;
    bool comes_at(unsigned hour) const { return of(FieldKind::hour).has(hour); }
    bool comes_every_hour() const;
    // The first time within an hour, at or behind `earliest`, of minutes and seconds.
    std::optional<std::chrono::seconds> within_hour(std::chrono::seconds earliest) const;

private:
    const Field& of(FieldKind kind) const { return fields_.at(static_cast<std::size_t>(kind)); }
    Result<void> check_days();

    std::array<Field, 6> fields_;
};

}  // namespace rollcall::queue::bull::repeat
