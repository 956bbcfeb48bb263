#include "tests/bull_worker/repeat_verbs.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/repeat/repeat.hpp"

namespace rollcall::bull_worker {
namespace {

namespace json = boost::json;
using namespace queue::bull;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
}

json::value ms_or_null(const std::optional<Instant>& at) {
    return at ? json::value(at->time_since_epoch().count()) : json::value();
}

Repeat repeat_of(const json::object& words) {
    return Options(json::object{{"repeat", words}}).repeat().value_or(Repeat{});
}

json::object of(const Repetition& repetition) {
    const auto& what = repetition.what;
    const bool by_cron = !what.cron.empty();
    return {
        {"key", repetition.key},
        {"name", what.name},
        {"id", text_or_null(what.job_id)},
        {"endDate", ms_or_null(what.end)},
        {"tz", text_or_null(what.time_zone)},
        {"cron", text_or_null(what.cron)},
        {"every", by_cron ? json::value() : json::value(static_cast<std::int64_t>(what.every_ms))},
        {"next", ms_or_null(repetition.next)}};
}

}  // namespace

json::value remove_repetition(Board& board, const json::object& words) {
    if (const auto* const key = words.if_contains("key"))
        return board.remove_repetition(std::string(key->as_string()));
    const std::string name(words.at("name").as_string());
    return board.remove_repetition(name, repeat_of(words.at("repeat").as_object()));
}

json::value repetitions(Board& board, const json::object& words) {
    const Range range{
        .first = words.at("first").to_number<std::int64_t>(),
        .last = words.at("last").to_number<std::int64_t>(),
        .ascending = words.at("ascending").as_bool()};
    json::array all;
    for (const auto& repetition : board.repetitions(range))
        all.push_back(of(repetition));
    return json::object{{"all", all}, {"count", board.repetitions_count()}};
}

json::value next_runs(Board& /*board*/, const json::object& words) {
    json::array all;
    for (const auto& one : words.at("cases").as_array()) {
        const Instant now{Milliseconds(one.at("now").to_number<std::int64_t>())};
        const auto next = repeat::next_run(
            repeat_of(one.at("repeat").as_object()),
            {.now = now, .previous = std::nullopt, .time_zone = {}}
        );
        if (next) {
            all.push_back(ms_or_null(*next));
        } else {
            all.push_back(json::object{{"refused", next.error().message}});
        }
    }
    return all;
}

}  // namespace rollcall::bull_worker
