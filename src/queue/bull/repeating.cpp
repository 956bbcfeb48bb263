#include <algorithm>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/repeat/repeat.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {
namespace {

// The beginning of its runs' ids.
std::string prefix_of(std::string_view key) {
    const auto what = repeat::describe(key);
    const std::string_view name = what.name.empty() ? default_name : std::string_view(what.name);
    return repeat::run_prefix(name, what.job_id, key);
}

}  // namespace

using db::redis::Command;
using db::redis::Connection;

Result<std::optional<NewEntry>> Board::run_after(const NewEntry& entry) const {
    auto rule = entry.options.repeat().value_or(Repeat{});
    const auto previous = entry.options.repeated_at();
    // What names a repeated job tells repetitions apart; its runs have names of their own.
    if (!previous && !entry.id.empty()) rule.job_id = entry.id;
    const auto now = clock_.now();
    const repeat::Moment moment{.now = now, .previous = previous, .time_zone = settings_.time_zone};
    const auto next = repeat::next_run(rule, moment);
    if (!next) return std::unexpected(next.error());
    const auto& at = *next;
    if (!at) return std::nullopt;

    const auto due = milliseconds(*at);
    const auto key = repeat::key_of(entry.name, rule);
    auto options = entry.options.all();
    auto& words = options["repeat"].as_object();
    words["count"] = rule.count + 1;
    words["key"] = key;
    if (!rule.job_id.empty()) words["jobId"] = rule.job_id;
    options["delay"] = std::max<std::int64_t>(due - milliseconds(now), 0);
    options["timestamp"] = milliseconds(now);
    options["prevMillis"] = due;
    return NewEntry{
        .id = repeat::run_prefix(entry.name, rule.job_id, key) + std::to_string(due),
        .name = entry.name,
        .data = entry.data,
        .options = Options(std::move(options)),
        .extra = {}};
}

std::string Board::add_run(const NewEntry& job, bool is_first) {
    auto call = scripts().repeat_next.call({keys_.base()});
    call.add(settings_.token).add(job.options.repeat().value_or(Repeat{}).key);
    call.add(milliseconds(job.options.repeated_at().value_or(Instant{})));
    call.add(is_first ? "" : "1");
    add_words(call, job, clock_.now());
    return run(scripts().repeat_next, call).text;
}

std::string Board::begin_repetition(const NewEntry& entry) {
    const auto first = run_after(entry);
    if (!first) return {};
    const auto& run = *first;
    return run ? add_run(*run, true) : std::string();
}

Result<std::optional<std::string>> Board::add_next_run(const Entry& run) {
    const auto next = run_after(
        {.id = {}, .name = run.name, .data = run.data, .options = run.options, .extra = {}}
    );
    if (!next) return std::unexpected(next.error());
    const auto& job = *next;
    if (!job) return std::nullopt;
    auto id = add_run(*job, false);
    return id.empty() ? std::nullopt : std::optional(std::move(id));
}

void Board::go_on_repeating(Entry& started) {
    if (!started.options.repeat()) return;
    if (const auto next = add_next_run(started); !next)
        started.faults.push_back("repeat: " + next.error().message);
}

bool Board::remove_repetition(std::string_view name, const Repeat& repeat) {
    const auto key = repeat::key_of(name, repeat);
    return end_repetition(key, repeat::run_prefix(name, repeat.job_id, key));
}

bool Board::remove_repetition(std::string_view key) {
    return end_repetition(key, prefix_of(key));
}

bool Board::end_repetition(std::string_view key, std::string_view run_prefix) {
    auto call = scripts().repeat_end.call({keys_.base()});
    return run(scripts().repeat_end, call.add(key).add(run_prefix)).integer == 1;
}

std::string run_of(const Repetition& repetition) {
    return prefix_of(repetition.key) + std::to_string(milliseconds(repetition.next));
}

std::vector<Repetition> Board::repetitions(const Range& range) {
    Command call{range.ascending ? "ZRANGE" : "ZREVRANGE", keys_.of("repeat")};
    call.add(range.first).add(range.last).add("WITHSCORES");
    const auto reply = pool_.with([&](Connection& connection) { return connection.call(call); });
    std::vector<Repetition> all;
    for (const auto& [key, next] : fields_of(reply)) {
        const auto due = Instant(Milliseconds(static_cast<std::int64_t>(std::stod(next))));
        all.push_back({.key = key, .what = repeat::describe(key), .next = due});
    }
    return all;
}

std::uint64_t Board::repetitions_count() {
    const auto reply = pool_.with([&](Connection& connection) {
        return connection.call({"ZCARD", keys_.of("repeat")});
    });
    return static_cast<std::uint64_t>(reply.integer);
}

}  // namespace rollcall::queue::bull
