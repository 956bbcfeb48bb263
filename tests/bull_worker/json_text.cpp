#include "tests/bull_worker/json_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"

namespace rollcall::bull_worker {
namespace {

namespace json = boost::json;
using namespace queue::bull;

constexpr std::array<std::string_view, 7>
    place_names{"waiting", "paused", "active", "delayed", "completed", "failed", "stuck"};

json::value time(const std::optional<Instant>& at) {
    return at ? json::value(at->time_since_epoch().count()) : json::value();
}

// As JavaScript would see it: broken text as itself.
json::value parsed(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    return error ? json::value(text) : value;
}

}  // namespace

json::object json_of(const Entry& entry) {
    json::object extra;
    for (const auto& [name, value] : entry.extra)
        extra[name] = value;
    return {
        {"id", entry.id},
        {"name", entry.name},
        {"data", parsed(entry.data)},
        {"opts", entry.options.all()},
        {"timestamp", time(entry.timestamp)},
        {"delay", entry.delay_ms},
        {"priority", entry.priority},
        {"processedOn", time(entry.processed_on)},
        {"finishedOn", time(entry.finished_on)},
        {"retriedOn", time(entry.retried_on)},
        {"progress", parsed(entry.progress)},
        {"attemptsMade", entry.attempts_made},
        {"stacktrace", json_of(std::span(entry.stacktrace))},
        {"failedReason", entry.failed_reason},
        {"returnvalue", entry.return_value ? parsed(*entry.return_value) : json::value()},
        {"stalledCounter", entry.stalls},
        {"extra", extra},
        {"faults", json_of(std::span(entry.faults))}};
}

json::array json_of(std::span<const Entry> entries) {
    json::array all;
    for (const auto& entry : entries)
        all.emplace_back(json_of(entry));
    return all;
}

json::array json_of(std::span<const std::string> texts) {
    return json::array(texts.begin(), texts.end());
}

json::object json_of(const Started& started) {
    return {
        {"jobs", json_of(std::span(started.entries))},
        {"ghosts", json_of(std::span(started.ghosts))}};
}

std::string_view name_of(Answer answer) {
    constexpr std::array<std::string_view, 5> names{
        "done", "no_such_job", "lock_lost", "not_active", "locked_by_other"};
    return names.at(static_cast<std::size_t>(answer));
}

std::string_view name_of(Place place) {
    return place_names.at(static_cast<std::size_t>(place));
}

Place place_named(std::string_view name) {
    const auto* const found = std::ranges::find(place_names, name);
    ROLLCALL_ASSERT(found != place_names.end());
    return static_cast<Place>(found - place_names.begin());
}

NewEntry new_entry(const json::object& words) {
    NewEntry entry;
    if (const auto* const id = words.if_contains("id")) entry.id = id->as_string();
    if (const auto* const name = words.if_contains("name")) entry.name = name->as_string();
    if (const auto* const data = words.if_contains("data")) entry.data = json::serialize(*data);
    if (const auto* const raw = words.if_contains("raw_data")) entry.data = raw->as_string();
    if (const auto* const options = words.if_contains("opts"))
        entry.options = Options(options->as_object());
    if (const auto* const extra = words.if_contains("extra")) {
        for (const auto& [name, value] : extra->as_object())
            entry.extra.emplace_back(name, value.as_string());
    }
    return entry;
}

}  // namespace rollcall::bull_worker
