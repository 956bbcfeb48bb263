#include "check/rules/expiry.hpp"

#include <chrono>

namespace rollcall::check::rules {

std::optional<Day> derive_expiry(std::optional<Day> last_payment, std::optional<Day> joined) {
    const auto from = last_payment ? last_payment : joined;
    if (!from) return std::nullopt;
    const auto ends = std::chrono::year_month_day{*from} + std::chrono::years{2};
    if (ends.ok()) return Day{ends};
    return Day{ends.year() / ends.month() / std::chrono::last};
}

}  // namespace rollcall::check::rules
