#include "tests/bull_worker/verbs.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "tests/bull_worker/json_text.hpp"
#include "tests/bull_worker/repeat_verbs.hpp"

namespace rollcall::bull_worker {
namespace {

namespace json = boost::json;
using namespace queue::bull;
using Verb = std::function<json::value(Board&, const json::object&)>;

std::string text(const json::object& words, std::string_view name) {
    const auto* const value = words.if_contains(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
}

std::int64_t number(const json::object& words, std::string_view name, std::int64_t otherwise) {
    const auto* const value = words.if_contains(name);
    return value == nullptr ? otherwise : value->to_number<std::int64_t>();
}

bool is_true(const json::object& words, std::string_view name) {
    const auto* const value = words.if_contains(name);
    return value != nullptr && value->as_bool();
}

std::vector<std::string> texts(const json::object& words, std::string_view name) {
    std::vector<std::string> all;
    for (const auto& value : words.at(name).as_array())
        all.emplace_back(value.as_string());
    return all;
}

Range range(const json::object& words) {
    return {
        .first = number(words, "first", 0),
        .last = number(words, "last", -1),
        .ascending = is_true(words, "ascending")};
}

json::value refused(const Error& error) {
    return json::object{{"refused", error.message}};
}

json::value of(const Result<Answer>& answer) {
    return answer ? json::value(name_of(*answer)) : refused(answer.error());
}

json::value add(Board& board, const json::object& words) {
    std::vector<NewEntry> entries;
    for (const auto& job : words.at("jobs").as_array())
        entries.push_back(new_entry(job.as_object()));
    const auto ids = board.add(entries);
    return ids ? json::value(json_of(std::span(*ids))) : refused(ids.error());
}

json::value fetch(Board& board, const json::object& words) {
    return json_of(board.fetch(static_cast<std::uint32_t>(number(words, "count", 1))));
}

json::value start(Board& board, const json::object& words) {
    const auto entry = board.start(text(words, "job"));
    return entry ? json::value(json_of(*entry)) : json::value();
}

// Ends jobs as their own options say.
json::value complete(Board& board, const json::object& words) {
    std::vector<Ending> endings;
    for (const auto& id : texts(words, "jobs")) {
        const auto entry = board.find(id).value_or(Entry{});
        const auto* const value = words.if_contains("value");
        endings.push_back(
            {.id = id,
             .value = value == nullptr ? "null" : json::serialize(*value),
             .tells_value = value != nullptr,
             .keep = entry.options.keep_completed(),
             .stacktrace = {}}
        );
    }
    const auto finished =
        board.finish(endings, static_cast<std::uint32_t>(number(words, "fetch", 0)));
    json::array answers;
    for (const auto answer : finished.answers)
        answers.emplace_back(name_of(answer));
    return json::object{{"answers", answers}, {"started", json_of(finished.started)}};
}

json::value fail(Board& board, const json::object& words) {
    const auto entry = board.find(text(words, "job"));
    if (!entry) return json::value(name_of(Answer::no_such_job));
    const auto failed = board.fail(
        *entry,
        {.reason = text(words, "reason"),
         .stack = text(words, "stack"),
         .discard = is_true(words, "discard")}
    );
    return json::value(name_of(failed.answer));
}

json::value log(Board& board, const json::object& words) {
    const auto kept = number(words, "keep", 0);
    const auto count = board.log(
        text(words, "job"),
        texts(words, "lines"),
        kept == 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(kept))
    );
    return count ? json::value(*count) : json::value();
}

json::value sweep(Board& board, const json::object& /*words*/) {
    const auto swept = board.sweep();
    return json::object{{"waiting", swept.waiting}, {"ghosts", json_of(std::span(swept.ghosts))}};
}

json::value recover(Board& board, const json::object& words) {
    const auto recovered = board.recover(
        Milliseconds(number(words, "interval", 1)),
        static_cast<std::uint32_t>(number(words, "stalls", 1))
    );
    return json::object{
        {"failed", json_of(std::span(recovered.failed))},
        {"waiting", json_of(std::span(recovered.waiting))},
        {"ghosts", json_of(std::span(recovered.ghosts))}};
}

json::value retry(Board& board, const json::object& words) {
    Entry entry = board.find(text(words, "job")).value_or(Entry{});
    entry.id = text(words, "job");
    return static_cast<int>(board.retry(entry));
}

json::value flags_of(const std::vector<bool>& flags) {
    json::array all;
    for (const bool flag : flags)
        all.emplace_back(flag);
    return all;
}

json::value counts(Board& board, const json::object& /*words*/) {
    const auto counts = board.counts();
    return json::object{
        {"waiting", counts.waiting},
        {"paused", counts.paused},
        {"active", counts.active},
        {"delayed", counts.delayed},
        {"completed", counts.completed},
        {"failed", counts.failed}};
}

json::value counts_by_priority(Board& board, const json::object& words) {
    std::vector<std::uint32_t> priorities;
    for (const auto& priority : words.at("priorities").as_array())
        priorities.push_back(priority.to_number<std::uint32_t>());
    const auto counts = board.counts_by_priority(priorities);
    return json::array(counts.begin(), counts.end());
}

json::value metrics(Board& board, const json::object& words) {
    const auto metrics = board.metrics(is_true(words, "completed"), range(words));
    return json::object{
        {"count", metrics.count},
        {"data", json::array(metrics.minutes.begin(), metrics.minutes.end())},
        {"total", metrics.minutes_total}};
}

json::value clean(Board& board, const json::object& words) {
    return json_of(std::span<const std::string>(board.clean(
        place_named(text(words, "place")),
        Milliseconds(number(words, "grace", 0)),
        static_cast<std::uint32_t>(number(words, "limit", 0))
    )));
}

const std::unordered_map<std::string_view, Verb>& verbs() {
    using Words = const json::object&;
    static const std::unordered_map<std::string_view, Verb> all{
        {"add", add},
        {"fetch", fetch},
        {"start", start},
        {"complete", complete},
        {"fail", fail},
        {"delay",
         [](Board& b, Words w) -> json::value {
             const Instant due{Milliseconds(number(w, "due", 0))};
             return json::value(name_of(b.delay(text(w, "job"), due)));
         }},
        {"extend", [](Board& b, Words w) { return flags_of(b.extend(texts(w, "jobs"))); }},
        {"progress",
         [](Board& b, Words w) {
             return of(b.progress(text(w, "job"), json::serialize(w.at("progress"))));
         }},
        {"update",
         [](Board& b, Words w) {
             return of(b.update(text(w, "job"), json::serialize(w.at("data"))));
         }},
        {"log", log},
        {"sweep", sweep},
        {"recover", recover},
        {"settle", [](Board& b, Words w) -> json::value { return b.settle(is_true(w, "all")); }},
        {"promote", [](Board& b, Words w) -> json::value { return b.promote(text(w, "job")); }},
        {"retry", retry},
        {"retry_all", [](Board& b, Words) -> json::value { return b.retry_all(); }},
        {"remove", [](Board& b, Words w) { return flags_of(b.remove(texts(w, "jobs"))); }},
        {"remove_matching",
         [](Board& b, Words w) -> json::value {
             return json_of(std::span<const std::string>(b.remove_matching(text(w, "glob"))));
         }},
        {"clean", clean},
        {"empty", [](Board& b, Words) -> json::value { return b.empty(); }},
        {"obliterate",
         [](Board& b, Words w) -> json::value {
             return static_cast<int>(b.obliterate(is_true(w, "force")));
         }},
        {"pause", [](Board& b, Words) -> json::value { return b.pause(), true; }},
        {"resume", [](Board& b, Words) -> json::value { return b.resume(), true; }},
        {"is_paused", [](Board& b, Words) -> json::value { return b.is_paused(); }},
        {"counts", counts},
        {"counts_by_priority", counts_by_priority},
        {"place",
         [](Board& b, Words w) -> json::value {
             const auto place = b.place(text(w, "job"));
             return place ? json::value(name_of(*place)) : json::value();
         }},
        {"find",
         [](Board& b, Words w) -> json::value {
             const auto entry = b.find(text(w, "job"));
             return entry ? json::value(json_of(*entry)) : json::value();
         }},
        {"list",
         [](Board& b, Words w) -> json::value {
             const auto entries = b.list(place_named(text(w, "place")), range(w));
             return json_of(std::span(entries));
         }},
        {"logs",
         [](Board& b, Words w) -> json::value {
             const auto lines = b.logs(text(w, "job"), range(w));
             return json_of(std::span(lines));
         }},
        {"workers",
         [](Board& b, Words) -> json::value {
             const auto names = b.workers();
             return json_of(std::span(names));
         }},
        {"metrics", metrics},
        {"remove_repetition", remove_repetition},
        {"repetitions", repetitions},
        {"next_runs", next_runs},
    };
    return all;
}

}  // namespace

bool is_verb(std::string_view name) {
    return verbs().contains(name);
}

json::value run_verb(Board& board, const json::object& words) {
    return verbs().at(std::string_view(words.at("do").as_string()))(board, words);
}

}  // namespace rollcall::bull_worker
