#include "queue/bull/repeat/zone.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <bits/chrono.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/zones.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

using std::chrono::local_seconds;
using std::chrono::seconds;

std::optional<int> number(std::string_view text) {
    constexpr std::size_t digits_max = 2;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    if (!is_whole || text.size() > digits_max || value < 0) return std::nullopt;
    return value;
}

// `+2`, `-03:30`; nothing at all is UTC itself.
std::optional<seconds> offset_of(std::string_view text) {
    if (text.empty()) return seconds(0);
    const auto sign = text.front();
    if (sign != '+' && sign != '-') return std::nullopt;
    text.remove_prefix(1);
    const auto colon = std::min(text.find(':'), text.size());
    const auto hours = number(text.substr(0, colon));
    const auto minutes = colon < text.size() ? number(text.substr(colon + 1)) : std::optional(0);
    if (!hours || !minutes) return std::nullopt;
    const seconds ahead = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return sign == '-' ? -ahead : ahead;
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
    const auto folded = fold_case(name);
    if (name.empty() || folded == "gmt") return Zone({}, seconds(0));
    if (folded.starts_with("utc")) {
        if (const auto fixed = offset_of(std::string_view(folded).substr(3)))
            return Zone({}, *fixed);
    }
    if (is_time_zone(name)) return Zone(std::string(name), seconds(0));
    return refuse(
        Errc::validation_error,
        "'" + std::string(name) + "' is no time zone that is known here, as Europe/Athens is."
    );
}

seconds Zone::offset(Instant at) const {
    return name_.empty() ? fixed_ : utc_offset(at, name_);
}

std::chrono::local_time<Milliseconds> Zone::local(Instant at) const {
    return std::chrono::local_time<Milliseconds>(at.time_since_epoch() + offset(at));
}

Instant Zone::at(local_seconds wall, seconds near) const {
    const auto with = [&](seconds offset) { return Instant(wall.time_since_epoch() - offset); };
    const auto there = offset(with(near));
    if (there == near) return with(near);
    const auto again = offset(with(there));
    return with(std::min(there, again));
}

Instant Zone::change(Instant from, Instant until) const {
    const auto before = offset(from);
    if (offset(until - seconds(1)) == before) return until;
    // Zones change on whole seconds.
    auto same = std::chrono::floor<seconds>(from);
    auto other = std::chrono::ceil<seconds>(until) - seconds(1);
    while (other - same > seconds(1)) {
        const auto middle = same + (other - same) / 2;
        (offset(middle) == before ? same : other) = middle;
    }
    return other;
}

}  // namespace rollcall::queue::bull::repeat
