#include "queue/bull/entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "queue/bull/options.hpp"

namespace rollcall::queue::bull {
namespace {

namespace json = boost::json;

// Numbers as JavaScript writes them; nothing when it is none.
std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<Instant> instant(std::string_view text) {
    constexpr double ms_max = 9e15;
    const auto ms = number(text);
    if (!ms || std::abs(*ms) > ms_max) return std::nullopt;
    return Instant(Milliseconds(static_cast<std::int64_t>(*ms)));
}

std::optional<std::uint32_t> count(std::string_view text) {
    const auto value = number(text);
    if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

std::optional<std::vector<std::string>> lines(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    const auto* const array = error ? nullptr : value.if_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> lines;
    for (const auto& line : *array) {
        if (const auto* const string = line.if_string()) lines.emplace_back(*string);
    }
    return lines;
}

// Whether it could be read.
template <class T, class Read>
bool take(T& into, std::string_view text, Read read) {
    auto value = read(text);
    if (value) into = *std::move(value);
    return value.has_value();
}

using Reader = std::function<bool(Entry&, const std::string&)>;

const std::unordered_map<std::string_view, Reader>& readers() {
    static const std::unordered_map<std::string_view, Reader> all{
        {"name", [](Entry& e, const std::string& v) { return e.name = v, true; }},
        {"data", [](Entry& e, const std::string& v) { return e.data = v, true; }},
        {"opts",
         [](Entry& e, const std::string& v) { return take(e.options, v, &Options::parse); }},
        {"timestamp", [](Entry& e, const std::string& v) { return take(e.timestamp, v, instant); }},
        {"delay", [](Entry& e, const std::string& v) { return take(e.delay_ms, v, number); }},
        {"priority", [](Entry& e, const std::string& v) { return take(e.priority, v, number); }},
        {"deid", [](Entry& e, const std::string& v) { return e.debounce_id = v, true; }},
        {"processedOn",
         [](Entry& e, const std::string& v) { return take(e.processed_on, v, instant); }},
        {"finishedOn",
         [](Entry& e, const std::string& v) { return take(e.finished_on, v, instant); }},
        {"retriedOn",
         [](Entry& e, const std::string& v) { return take(e.retried_on, v, instant); }},
        {"progress", [](Entry& e, const std::string& v) { return e.progress = v, is_json(v); }},
        {"attemptsMade",
         [](Entry& e, const std::string& v) { return take(e.attempts_made, v, count); }},
        {"stacktrace", [](Entry& e, const std::string& v) { return take(e.stacktrace, v, lines); }},
        {"failedReason", [](Entry& e, const std::string& v) { return e.failed_reason = v, true; }},
        {"returnvalue",
         [](Entry& e, const std::string& v) { return e.return_value = v, is_json(v); }},
        {"stalledCounter", [](Entry& e, const std::string& v) { return take(e.stalls, v, count); }},
    };
    return all;
}

// Names and beginnings of the queue's own keys.
constexpr std::array<std::string_view, 20> reserved{
    "id",      "wait",     "paused",        "active",      "delayed", "completed", "failed",
    "stalled", "priority", "stalled-check", "meta-paused", "meta",    "limiter",   "repeat",
    "metrics", "drained",  "progress",      "resumed",     "waiting", "duplicated"};

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_id(std::string_view id) {
    constexpr std::size_t length_max = 128;
    return id.size() <= length_max && std::ranges::all_of(id, is_id_character) &&
           !std::ranges::all_of(id, is_digit) && std::ranges::find(reserved, id) == reserved.end();
}

}  // namespace

Entry read_entry(std::string id, const Fields& fields) {
    Entry entry;
    entry.id = std::move(id);
    for (const auto& [name, value] : fields) {
        const auto reader = readers().find(name);
        if (reader == readers().end()) {
            entry.extra.emplace_back(name, value);
        } else if (!reader->second(entry, value)) {
            entry.faults.push_back(name + " is not as Bull writes it");
        }
    }
    if (!entry.options.has_raw_data() && !is_json(entry.data))
        entry.faults.emplace_back("data is no JSON");
    return entry;
}

Result<void> check(const NewEntry& entry) {
    if (!entry.id.empty() && !is_id(entry.id)) {
        return refuse(
            Errc::validation_error,
            "A job's id in Redis is 1 to 128 of A-Z a-z 0-9 _ . -, not digits alone, and no name "
            "that Bull uses itself."
        );
    }
    if (!entry.options.has_raw_data() && !is_json(entry.data))
        return refuse(Errc::validation_error, "The data of a job in Redis must be JSON.");
    if (entry.options.repeat() && entry.name.find(':') != std::string::npos) {
        return refuse(
            Errc::validation_error,
            "A repeated job's name must not hold a colon: Bull could not remove it again."
        );
    }
    for (const auto& [name, value] : entry.extra) {
        if (name != "id" && !name.empty() && !readers().contains(name)) continue;
        return refuse(
            Errc::validation_error, "Bull has a field " + name + " of its own: take another name."
        );
    }
    return {};
}

}  // namespace rollcall::queue::bull
