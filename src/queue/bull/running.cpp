#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;

namespace {

std::string json_lines(const std::vector<std::string>& lines) {
    return boost::json::serialize(boost::json::array(lines.begin(), lines.end()));
}

std::string limit_text(const std::optional<std::uint64_t>& limit) {
    return limit ? std::to_string(*limit) : "";
}

std::string event_of(const Ending& ending) {
    boost::json::object event{{"jobId", ending.id}};
    if (ending.tells_value) event["val"] = ending.value;
    return boost::json::serialize(event);
}

void add_ending(Command& call, const Ending& ending) {
    call.add(ending.id).add(ending.completed ? "completed" : "failed").add(ending.value);
    call.add(event_of(ending));
    call.add(limit_text(ending.keep.count)).add(limit_text(ending.keep.age_s));
    if (ending.completed)
        call.add("").add("");
    else
        call.add(json_lines(ending.stacktrace)).add(ending.attempts_made);
}

void append(Started& all, Started more) {
    std::ranges::move(more.entries, std::back_inserter(all.entries));
    std::ranges::move(more.ghosts, std::back_inserter(all.ghosts));
}

// With this attempt's, as many as the job wants kept.
std::vector<std::string> stacktrace_of(const Entry& entry, const Mishap& mishap) {
    auto stacktrace = entry.stacktrace;
    if (mishap.stack.empty()) return stacktrace;
    stacktrace.push_back(mishap.stack);
    const std::size_t most = entry.options.stack_lines_max();
    if (most > 0 && stacktrace.size() > most) {
        const auto oldest = static_cast<std::ptrdiff_t>(stacktrace.size() - most);
        stacktrace.erase(stacktrace.begin(), stacktrace.begin() + oldest);
    }
    return stacktrace;
}

}  // namespace

Command& Board::add_start_words(Command& call) {
    call.add(settings_.token).add(milliseconds(clock_.now())).add(settings_.lock.count());
    if (!settings_.limiter) return call.add("").add("").add("");
    return call.add(settings_.limiter->jobs)
        .add(settings_.limiter->window.count())
        .add(settings_.limiter->grouped ? "1" : "");
}

Started Board::started_from(const Reply& reply) {
    Started started;
    for (const auto& job : reply.items) {
        if (is_ghost(job))
            started.ghosts.push_back(job.items.front().text);
        else
            started.entries.push_back(entry_of(job));
    }
    for (auto& entry : started.entries)
        go_on_repeating(entry);
    return started;
}

Started Board::fetch(std::uint32_t count, bool tells_empty) {
    Started all;
    for (;;) {
        auto call = scripts().fetch.call({keys_.base()});
        const auto wanted = count - static_cast<std::uint32_t>(all.entries.size());
        add_start_words(call).add(wanted).add(tells_empty && all.entries.empty() ? "1" : "");
        const auto reply = run(scripts().fetch, call);
        append(all, started_from(reply.items.at(0)));
        if (reply.items.at(1).integer == 0) return all;
        (void)settle();
    }
}

std::optional<std::string> Board::wait(Connection& connection, Milliseconds patience) {
    const auto seconds = std::max(patience.count(), Milliseconds::rep{1'000}) / 1'000;
    Command call{"BRPOPLPUSH", keys_.of("wait"), keys_.of("active")};
    const auto reply = connection.wait(call.add(seconds), patience);
    return reply.is_nil() ? std::nullopt : std::optional(reply.text);
}

std::optional<Entry> Board::start(std::string_view id) {
    auto call = scripts().start.call({keys_.base()});
    add_start_words(call).add(id);
    Reply all;
    all.items.push_back(run(scripts().start, call));
    if (all.items.front().is_nil()) return std::nullopt;
    auto started = started_from(all);
    if (started.entries.empty()) return std::nullopt;
    return std::move(started.entries.front());
}

Finished Board::finish(std::span<const Ending> endings, std::uint32_t fetch_count) {
    auto call = scripts().finish.call({keys_.base()});
    add_start_words(call).add(fetch_count);
    call.add(settings_.metrics_points > 0 ? std::to_string(settings_.metrics_points) : "");
    call.add(endings.size());
    for (const auto& ending : endings)
        add_ending(call, ending);
    const auto reply = run(scripts().finish, call);
    Finished finished;
    for (const auto& code : reply.items.at(0).items)
        finished.answers.push_back(answer_of(code.integer));
    finished.started = started_from(reply.items.at(1));
    if (reply.items.at(2).integer == 1) {
        const auto started = static_cast<std::uint32_t>(finished.started.entries.size());
        append(finished.started, fetch(fetch_count - started, false));
    }
    return finished;
}

Failed Board::fail(const Entry& entry, const Mishap& mishap) {
    const auto attempts_made = entry.attempts_made + 1;
    const auto stacktrace = stacktrace_of(entry, mishap);
    if (mishap.discard || attempts_made >= entry.options.attempts()) {
        const Ending ending{
            .id = entry.id,
            .completed = false,
            .value = mishap.reason,
            .keep = entry.options.keep_failed(),
            .stacktrace = stacktrace,
            .attempts_made = attempts_made};
        return {.answer = finish({&ending, 1}).answers.front(), .then = Failed::Then::failed};
    }
    const auto pause = backoff_after(entry.options, attempts_made);
    auto call = scripts().fail.call({keys_.base()});
    call.add(settings_.token).add(entry.id).add(json_lines(stacktrace)).add(mishap.reason);
    call.add(attempts_made);
    call.add(pause ? std::to_string(milliseconds(clock_.now() + *pause)) : "");
    call.add(entry.options.lifo() ? "1" : "");
    return {
        .answer = answer_of(run(scripts().fail, call).integer),
        .then = pause ? Failed::Then::delayed : Failed::Then::retried};
}

Answer Board::delay(std::string_view id, Instant due) {
    auto call = scripts().delay.call({keys_.base()});
    call.add(settings_.token).add(id).add(milliseconds(due));
    return answer_of(run(scripts().delay, call).integer);
}

std::vector<bool> Board::extend(std::span<const std::string> ids) {
    auto call = scripts().extend.call({keys_.base()});
    call.add(settings_.token).add(settings_.lock.count());
    for (const auto& id : ids)
        call.add(id);
    std::vector<bool> held;
    for (const auto& one : run(scripts().extend, call).items)
        held.push_back(one.integer == 1);
    return held;
}

}  // namespace rollcall::queue::bull
