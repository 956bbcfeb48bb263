#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;

namespace {

// 0 of anything that is no number, a key of a wrong type among them.
std::uint64_t count_of(const Reply& reply) {
    return reply.kind == Reply::Kind::integer ? static_cast<std::uint64_t>(reply.integer) : 0;
}

std::uint64_t count_of(std::string_view text) {
    std::uint64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

}  // namespace

bool Board::is_paused() {
    const std::array questions{
        Command{"EXISTS", keys_.of("meta-paused")}, Command{"HEXISTS", keys_.of("meta"), "paused"}};
    const auto marks = ask(questions);
    return count_of(marks[0]) + count_of(marks[1]) > 0;
}

std::vector<Reply> Board::ask(std::span<const Command> questions) {
    return pool_.with([&](Connection& connection) { return connection.call_all(questions); });
}

PlaceCounts Board::counts() {
    const std::array questions{
        Command{"LLEN", keys_.of("wait")},
        Command{"LLEN", keys_.of("paused")},
        Command{"LLEN", keys_.of("active")},
        Command{"ZCARD", keys_.of("delayed")},
        Command{"ZCARD", keys_.of("completed")},
        Command{"ZCARD", keys_.of("failed")}};
    const auto counts = ask(questions);
    return {
        .waiting = count_of(counts[0]),
        .paused = count_of(counts[1]),
        .active = count_of(counts[2]),
        .delayed = count_of(counts[3]),
        .completed = count_of(counts[4]),
        .failed = count_of(counts[5])};
}

std::vector<std::uint64_t> Board::counts_by_priority(std::span<const std::uint32_t> priorities) {
    std::vector<Command> questions{
        {"LLEN", keys_.of("wait")}, {"LLEN", keys_.of("paused")}, {"ZCARD", keys_.of("priority")}};
    for (const auto priority : priorities)
        questions.push_back(Command{"ZCOUNT", keys_.of("priority")}.add(priority).add(priority));
    const auto answers = ask(questions);
    const auto waiting = count_of(answers[0]) + count_of(answers[1]);
    const auto urgent = count_of(answers[2]);
    std::vector<std::uint64_t> counts;
    for (std::size_t n = 0; n < priorities.size(); ++n) {
        const auto plain = waiting > urgent ? waiting - urgent : 0;
        counts.push_back(priorities[n] == 0 ? plain : count_of(answers[n + 3]));
    }
    return counts;
}

std::optional<Place> Board::place(std::string_view id) {
    constexpr std::array places{
        Place::waiting,
        Place::paused,
        Place::active,
        Place::delayed,
        Place::completed,
        Place::failed};
    auto call = scripts().state.call({keys_.base()});
    const auto reply = run(scripts().state, call.add(id));
    if (reply.is_nil()) return std::nullopt;
    for (const auto place : places) {
        if (reply.text == key_of(place)) return place;
    }
    return Place::stuck;
}

std::optional<Entry> Board::find(std::string_view id) {
    const auto reply = pool_.with([&](Connection& connection) {
        return connection.call({"HGETALL", keys_.of(id)});
    });
    if (reply.items.empty()) return std::nullopt;
    return read_entry(std::string(id), fields_of(reply));
}

std::vector<Entry> Board::list(Place place, const Range& range) {
    auto call = scripts().list.call({keys_.base()});
    call.add(key_of(place)).add(range.first).add(range.last).add(range.ascending ? "1" : "");
    std::vector<Entry> entries;
    for (const auto& job : run(scripts().list, call).items)
        entries.push_back(entry_of(job));
    return entries;
}

std::vector<std::string> Board::logs(std::string_view id, const Range& range) {
    Command call{"LRANGE", keys_.of(id) + ":logs"};
    call.add(range.first).add(range.last);
    return texts(pool_.with([&](Connection& connection) { return connection.call(call); }));
}

std::vector<std::string> Board::workers() {
    const auto reply = pool_.with([&](Connection& connection) {
        return connection.call({"CLIENT", "LIST"});
    });
    constexpr std::string_view mark = " name=";
    std::vector<std::string> names;
    for (std::size_t at = reply.text.find(mark); at != std::string::npos;
         at = reply.text.find(mark, at)) {
        at += mark.size();
        auto name = reply.text.substr(at, reply.text.find(' ', at) - at);
        if (name.starts_with(keys_.worker_name())) names.push_back(std::move(name));
    }
    return names;
}

Metrics Board::metrics(bool completed, const Range& range) {
    const auto key = keys_.of(completed ? "metrics:completed" : "metrics:failed");
    const std::array questions{
        Command{"HMGET", key, "count", "prevTS", "prevCount"},
        Command{"LRANGE", key + ":data"}.add(range.first).add(range.last),
        Command{"LLEN", key + ":data"}};
    const auto answers = ask(questions);
    Metrics metrics;
    if (const auto meta = texts(answers[0]); meta.size() == 3) {
        metrics.count = count_of(meta[0]);
        if (!meta[1].empty())
            metrics.previous = Instant(Milliseconds(static_cast<std::int64_t>(count_of(meta[1]))));
        metrics.previous_count = count_of(meta[2]);
    }
    for (const auto& minute : texts(answers[1]))
        metrics.minutes.push_back(count_of(minute));
    metrics.minutes_total = count_of(answers[2]);
    return metrics;
}

}  // namespace rollcall::queue::bull
