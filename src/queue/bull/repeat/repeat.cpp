#include "queue/bull/repeat/repeat.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "queue/bull/number_text.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/repeat/cron.hpp"
#include "queue/bull/repeat/occurrence.hpp"
#include "queue/bull/repeat/zone.hpp"

namespace rollcall::queue::bull::repeat {
namespace {

constexpr std::string_view run_mark = "repeat:";
// Far beyond any date, and still exact in a double.
constexpr double ms_max = 9e15;

std::string digest(std::string_view text) {
    return to_hex(md5(text));
}

std::string with_colon(std::string_view text) {
    return std::string(text) + ":";
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole ? std::optional(number) : std::nullopt;
}

std::optional<Instant> instant(std::string_view text) {
    const auto ms = whole(text);
    return ms ? std::optional(Instant(Milliseconds(*ms))) : std::nullopt;
}

std::string_view take_part(std::string_view& key) {
    const auto part = key.substr(0, key.find(':'));
    key.remove_prefix(std::min(part.size() + 1, key.size()));
    return part;
}

Instant next_multiple(double every_ms, Instant behind) {
    const auto ms = static_cast<double>(behind.time_since_epoch().count());
    const auto next = std::floor(ms / every_ms) * every_ms + every_ms;
    return Instant(Milliseconds(static_cast<std::int64_t>(std::min(next, ms_max))));
}

Result<std::optional<Instant>>
next_by_cron(const Repeat& repeat, Instant behind, std::string_view time_zone) {
    const auto cron = Cron::parse(repeat.cron);
    if (!cron) return std::unexpected(cron.error());
    const auto zone = Zone::find(repeat.time_zone.empty() ? time_zone : repeat.time_zone);
    if (!zone) return std::unexpected(zone.error());
    const auto next = next_time(*cron, std::max(behind, repeat.start.value_or(behind)), *zone);
    if (next && repeat.end && *next > *repeat.end) return std::nullopt;
    return next;
}

}  // namespace

std::string key_of(std::string_view name, const Repeat& repeat) {
    auto key = with_colon(name) + with_colon(repeat.job_id);
    if (repeat.end) key += std::to_string(repeat.end->time_since_epoch().count());
    key += ':';
    if (repeat.cron.empty()) return key + number_text(repeat.every_ms);
    return key + with_colon(repeat.time_zone) + repeat.cron;
}

std::string run_prefix(std::string_view name, std::string_view job_id, std::string_view key) {
    const auto subject = std::string(name) + with_colon(job_id) + digest(key);
    return std::string(run_mark) + with_colon(digest(subject));
}

std::optional<Instant> due_of(std::string_view run_id) {
    if (!run_id.starts_with(run_mark)) return std::nullopt;
    return instant(run_id.substr(run_id.rfind(':') + 1));
}

Described describe(std::string_view key) {
    Described described;
    described.name = take_part(key);
    described.job_id = take_part(key);
    described.end = instant(take_part(key));
    if (key.find(':') == std::string_view::npos) {
        described.every_ms = static_cast<double>(whole(key).value_or(0));
        return described;
    }
    described.time_zone = take_part(key);
    described.cron = take_part(key);
    return described;
}

Result<std::optional<Instant>> next_run(const Repeat& repeat, const Moment& moment) {
    if (repeat.cron.empty() == (repeat.every_ms < 1)) {
        return refuse(
            Errc::validation_error,
            "A repeated job has either a cron expression, or every so many milliseconds."
        );
    }
    if (repeat.has_bad_date) {
        return refuse(
            Errc::validation_error,
            "The startDate or endDate of a repeated job is no date, as 2026-03-09T10:11:12Z is."
        );
    }
    if (repeat.limit && repeat.count >= *repeat.limit) return std::nullopt;
    if (repeat.end && moment.now > *repeat.end) return std::nullopt;
    const auto behind = std::max(moment.now, moment.previous.value_or(moment.now));
    if (repeat.cron.empty()) return next_multiple(repeat.every_ms, behind);
    return next_by_cron(repeat, behind, moment.time_zone);
}

}  // namespace rollcall::queue::bull::repeat
