#include "queue/bull/options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "base/iso_time.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull {
namespace {

namespace json = boost::json;

// Deeper than any producer means it, shallow enough for any reader.
constexpr std::size_t depth_max = 128;
// Far beyond any date, and still exact in a double.
constexpr double ms_max = 9e15;

const json::value* field(const json::object& object, std::string_view name) {
    const auto* const found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

std::optional<double> number(const json::object& object, std::string_view name) {
    const auto* const value = field(object, name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto read = value->to_number<double>();
    return std::isfinite(read) ? std::optional(read) : std::nullopt;
}

std::optional<std::uint64_t> count(const json::object& object, std::string_view name) {
    const auto read = number(object, name);
    if (!read || *read < 0) return std::nullopt;
    return static_cast<std::uint64_t>(std::min(*read, ms_max));
}

std::optional<Instant> instant(const json::object& object, std::string_view name) {
    const auto read = number(object, name);
    if (!read) return std::nullopt;
    return Instant(Milliseconds(static_cast<std::int64_t>(std::clamp(*read, -ms_max, ms_max))));
}

// A date as JSON has it: milliseconds, or text.
std::optional<Instant> date(const json::object& object, std::string_view name) {
    const auto* const value = field(object, name);
    if (value != nullptr && value->is_string()) return parse_iso_time(value->get_string());
    return instant(object, name);
}

bool is_bad_date(const json::object& object, std::string_view name) {
    return field(object, name) != nullptr && !date(object, name);
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* const value = field(object, name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

bool is_true(const json::object& object, std::string_view name) {
    const auto* const value = field(object, name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object* object_of(const json::object& object, std::string_view name) {
    const auto* const value = field(object, name);
    return value == nullptr ? nullptr : value->if_object();
}

Keep keep(const json::object& options, std::string_view name) {
    if (is_true(options, name)) return {.count = 0, .age_s = std::nullopt};
    if (const auto* const rule = object_of(options, name))
        return {.count = count(*rule, "count"), .age_s = count(*rule, "age")};
    return {.count = count(options, name), .age_s = std::nullopt};
}

// Hears JSON and remembers nothing.
struct Deaf {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;
    using error_code = boost::system::error_code;
    using text = json::string_view;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(std::size_t, error_code&) { return true; }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t, error_code&) { return true; }
    bool on_key_part(text, std::size_t, error_code&) { return true; }
    bool on_key(text, std::size_t, error_code&) { return true; }
    bool on_string_part(text, std::size_t, error_code&) { return true; }
    bool on_string(text, std::size_t, error_code&) { return true; }
    bool on_number_part(text, error_code&) { return true; }
    bool on_int64(std::int64_t, text, error_code&) { return true; }
    bool on_uint64(std::uint64_t, text, error_code&) { return true; }
    bool on_double(double, text, error_code&) { return true; }
    bool on_bool(bool, error_code&) { return true; }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }
};

json::parse_options within_depth() {
    json::parse_options options;
    options.max_depth = depth_max;
    return options;
}

}  // namespace

Result<Options> Options::parse(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, within_depth());
    if (error || !value.is_object())
        return refuse(Errc::validation_error, "The options are no object of JSON.");
    return Options(std::move(value.get_object()));
}

std::uint32_t Options::attempts() const {
    constexpr double attempts_max = 1e9;
    return static_cast<std::uint32_t>(
        std::clamp(number(all_, "attempts").value_or(1), 1.0, attempts_max)
    );
}

double Options::delay_ms() const {
    return std::clamp(number(all_, "delay").value_or(0), 0.0, ms_max);
}

std::optional<Instant> Options::timestamp() const {
    return instant(all_, "timestamp");
}

double Options::priority() const {
    return number(all_, "priority").value_or(0);
}

bool Options::lifo() const {
    return is_true(all_, "lifo");
}

std::optional<Milliseconds> Options::timeout() const {
    const auto ms = count(all_, "timeout").value_or(0);
    return ms == 0 ? std::nullopt : std::optional(Milliseconds(ms));
}

std::optional<Backoff> Options::backoff() const {
    if (const auto plain = number(all_, "backoff"))
        return Backoff{.type = "fixed", .delay_ms = *plain};
    const auto* const given = object_of(all_, "backoff");
    if (given == nullptr) return std::nullopt;
    return Backoff{
        .type = text_of(*given, "type"), .delay_ms = number(*given, "delay").value_or(0)};
}

Keep Options::keep_completed() const {
    return keep(all_, "removeOnComplete");
}
Keep Options::keep_failed() const {
    return keep(all_, "removeOnFail");
}

std::uint32_t Options::stack_lines_max() const {
    constexpr std::uint64_t most = 1'000'000;
    return static_cast<std::uint32_t>(std::min(count(all_, "stackTraceLimit").value_or(0), most));
}

bool Options::has_raw_data() const {
    return is_true(all_, "preventParsingData");
}

std::optional<Debounce> Options::debounce() const {
    const auto* const given = object_of(all_, "debounce");
    if (given == nullptr || text_of(*given, "id").empty()) return std::nullopt;
    const auto ms = count(*given, "ttl").value_or(0);
    return Debounce{.id = text_of(*given, "id"), .ms = ms == 0 ? std::nullopt : std::optional(ms)};
}

std::optional<Repeat> Options::repeat() const {
    const auto* const given = object_of(all_, "repeat");
    if (given == nullptr) return std::nullopt;
    return Repeat{
        .cron = text_of(*given, "cron"),
        .time_zone = text_of(*given, "tz"),
        .every_ms = std::max(number(*given, "every").value_or(0), 0.0),
        .start = date(*given, "startDate"),
        .end = date(*given, "endDate"),
        .has_bad_date = is_bad_date(*given, "startDate") || is_bad_date(*given, "endDate"),
        .limit = count(*given, "limit"),
        .count = count(*given, "count").value_or(0),
        .job_id = text_of(*given, "jobId"),
        .key = text_of(*given, "key")};
}

std::optional<Instant> Options::repeated_at() const {
    return instant(all_, "prevMillis");
}

std::string Options::text() const {
    return json::serialize(all_);
}

void Options::fill(Instant now) {
    all_["attempts"] = attempts();
    if (!number(all_, "delay")) all_["delay"] = 0;
    if (!number(all_, "timestamp")) all_["timestamp"] = now.time_since_epoch().count();
    if (number(all_, "backoff")) {
        const json::value plain = all_["backoff"];
        all_["backoff"] = {{"type", "fixed"}, {"delay", plain}};
    }
}

std::optional<Milliseconds> backoff_after(const Options& options, std::uint32_t attempts_made) {
    const auto backoff = options.backoff();
    if (!backoff) return std::nullopt;
    const auto factor = backoff->type == "fixed" ? 1 : std::exp2(attempts_made) - 1;
    const auto ms = std::round(std::clamp(factor * backoff->delay_ms, 0.0, ms_max));
    if (ms == 0) return std::nullopt;
    return Milliseconds(static_cast<std::int64_t>(ms));
}

bool is_json(std::string_view text) {
    json::basic_parser<Deaf> parser(within_depth());
    boost::system::error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    return !error && read == text.size();
}

}  // namespace rollcall::queue::bull
