// Numbers, times and yes-or-noes as people write them in queries and forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::http::wire {

// Digits alone, at most 18 of them; nothing for anything else.
std::optional<std::uint64_t> parse_number(std::string_view text);

struct NumberRule {
    std::string_view name;  // of the parameter, for the message
    std::uint64_t fallback = 0;
    std::uint64_t least = 0;
    std::uint64_t most = 0;
};

// The parameter's number; the fallback when there is none. Refuses with validation_error, naming
// the parameter and its bounds.
Result<std::uint64_t> read_number(std::optional<std::string_view> text, const NumberRule& rule);

// "true", "1" and "false", "0", in any case; the parameter's absence and its empty text are false.
Result<bool> read_yes_or_no(std::optional<std::string_view> text, std::string_view name);

// A time with its zone, as in ISO 8601: "2026-03-09T10:11:12Z", with a fraction or an offset
// ("+02:00") where wanted. Nothing for anything else.
std::optional<Instant> parse_time(std::string_view text);

}  // namespace rollcall::http::wire
