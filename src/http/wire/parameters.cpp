#include "http/wire/parameters.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"

namespace rollcall::http::wire {
namespace {

// Takes text from its front, piece by piece.
class Scan {
public:
    explicit Scan(std::string_view text) : rest_(text) {}

    bool literal(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    std::optional<int> digits(std::size_t count) {
        const auto number = parse_number(rest_.substr(0, count));
        if (!number || rest_.size() < count) return std::nullopt;
        rest_.remove_prefix(count);
        return static_cast<int>(*number);
    }
    // The digits behind a decimal point as milliseconds; 0 when none stands there.
    std::optional<int> fraction() {
        if (!literal(".")) return 0;
        const auto length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (length == 0 || length > 9) return std::nullopt;
        auto digits = std::string(rest_.substr(0, std::min<std::size_t>(length, 3)));
        digits.resize(3, '0');
        rest_.remove_prefix(length);
        return static_cast<int>(*parse_number(digits));
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<std::chrono::sys_days> take_date(Scan& scan) {
    const auto year = scan.digits(4);
    if (!year || !scan.literal("-")) return std::nullopt;
    const auto month = scan.digits(2);
    if (!month || !scan.literal("-")) return std::nullopt;
    const auto day = scan.digits(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<std::chrono::minutes> take_hour_and_minute(Scan& scan) {
    const auto hour = scan.digits(2);
    if (!hour || *hour > 23 || !scan.literal(":")) return std::nullopt;
    const auto minute = scan.digits(2);
    if (!minute || *minute > 59) return std::nullopt;
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

std::optional<std::chrono::minutes> take_offset(Scan& scan) {
    if (scan.literal("Z") || scan.literal("z")) return std::chrono::minutes(0);
    const bool east = scan.literal("+");
    if (!east && !scan.literal("-")) return std::nullopt;
    const auto offset = take_hour_and_minute(scan);
    if (!offset) return std::nullopt;
    return east ? *offset : -*offset;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    if (text.empty() || text.size() > 18) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

Result<std::uint64_t> read_number(std::optional<std::string_view> text, const NumberRule& rule) {
    if (!text) return rule.fallback;
    const auto number = parse_number(*text);
    if (!number || *number < rule.least || *number > rule.most) {
        return refuse(
            Errc::validation_error,
            fmt::format(
                "{} must be a whole number from {} to {}.", rule.name, rule.least, rule.most
            )
        );
    }
    return *number;
}

Result<bool> read_yes_or_no(std::optional<std::string_view> text, std::string_view name) {
    if (!text || text->empty() || *text == "0" || equals_folded(*text, "false")) return false;
    if (*text == "1" || equals_folded(*text, "true")) return true;
    return refuse(Errc::validation_error, fmt::format("{} must be true or false.", name));
}

std::optional<Instant> parse_time(std::string_view text) {
    Scan scan(text);
    const auto date = take_date(scan);
    if (!date || !(scan.literal("T") || scan.literal(" "))) return std::nullopt;
    const auto clock = take_hour_and_minute(scan);
    if (!clock) return std::nullopt;
    std::optional<int> second = 0;
    std::optional<int> milliseconds = 0;
    if (scan.literal(":")) {
        second = scan.digits(2);
        if (!second || *second > 59) return std::nullopt;
        milliseconds = scan.fraction();
        if (!milliseconds) return std::nullopt;
    }
    const auto offset = take_offset(scan);
    if (!offset || !scan.at_end()) return std::nullopt;
    return Instant{*date} + *clock + std::chrono::seconds(*second) + Milliseconds(*milliseconds) -
           *offset;
}

}  // namespace rollcall::http::wire
