#include "queue/bull/mirror/survey.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/scripts.hpp"
#include "queue/bull/mirror/verdict.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;

constexpr std::int64_t page = 1'000;
// Of the scores of what is delayed.
constexpr std::int64_t ticks_a_ms = 4096;

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Place place_named(std::string_view name) {
    if (name == "waiting") return Place::waiting;
    if (name == "delayed") return Place::delayed;
    if (name == "active" || name == "bull") return Place::active;
    if (name == "completed") return Place::completed;
    if (name == "failed") return Place::failed;
    return Place::nowhere;
}

Glance glance_of(const Reply& reply) {
    const auto& items = reply.items;
    Glance glance;
    glance.exists = items.at(0).integer == 1;
    glance.broken = items.at(0).integer == 2;
    glance.seq = number_in(items.at(1).text);
    glance.drawn = items.at(2).text;
    glance.lock = items.at(3).text;
    glance.seen = static_cast<std::uint32_t>(items.at(4).integer);
    return glance;
}

Hands hands_of(const Glance& glance) {
    if (glance.lock.starts_with("rollcall:")) return Hands::ours;
    if (!glance.lock.empty()) return Hands::bulls;
    if (glance.drawn == "active") return Hands::ours;
    // Bull takes a job first and locks it then; whose lock was gone when that was known, has died.
    return glance.drawn == "bull" ? Hands::nobodys : Hands::bulls;
}

// Nothing of a key that holds no text.
std::string text_of(const Reply& reply) {
    return reply.is_error() ? std::string() : reply.text;
}

std::vector<std::string> texts_of(const Reply& reply) {
    std::vector<std::string> texts;
    texts.reserve(reply.items.size());
    for (const auto& item : reply.items)
        texts.push_back(item.text);
    return texts;
}

std::string line_of(std::string_view info, std::string_view name) {
    const auto start = info.find(name);
    if (start == std::string_view::npos) return {};
    const auto rest = info.substr(start + name.size());
    return std::string(rest.substr(0, rest.find_first_of("\r\n")));
}

}  // namespace

std::string_view name_of(Place place) {
    switch (place) {
        case Place::missing: return "missing";
        case Place::delayed: return "delayed";
        case Place::active: return "active";
        case Place::completed: return "completed";
        case Place::failed: return "failed";
        case Place::nowhere:
        case Place::waiting: break;
    }
    return "waiting";
}

Sight sight_of(const Glance& glance, std::uint64_t seq) {
    Sight sight;
    sight.place = glance.exists ? glance.place : Place::missing;
    sight.drawn = glance.drawn.empty() ? Place::waiting : place_named(glance.drawn);
    if (glance.seq == 0) {
        sight.told = Told::never;
    } else if (glance.seq == seq) {
        sight.told = Told::same;
    } else {
        sight.told = glance.seq < seq ? Told::older : Told::newer;
    }
    if (sight.place == Place::active) sight.hands = hands_of(glance);
    sight.remembered = glance.seen >= 2;
    sight.failed_there = !glance.failed_reason.empty();
    sight.heard = glance.heard.how;
    return sight;
}

Survey::Survey(db::redis::Pool& pool, Keys keys) : pool_(pool), keys_(std::move(keys)) {}

Bearings Survey::bearings() {
    const std::array<Command, 4> calls{
        Command{"GET", keys_.of("rollcall:memory")},
        Command{"GET", keys_.of("id")},
        Command{"EXISTS", keys_.of("meta-paused")},
        Command{"GET", keys_.of("rollcall:paused")}};
    Reply info;
    const auto replies = pool_.with([&](Connection& connection) {
        auto answers = connection.call_all(calls);
        // Behind them: it is told by the node of a cluster that has the keys.
        info = connection.call_all(std::array{Command{"INFO", "server"}}).front();
        return answers;
    });
    std::ranges::for_each(replies, db::redis::throw_if_it_may_pass);
    const auto& counter = replies.at(1);
    Bearings bearings;
    // Who may not ask has no run id, always the same.
    bearings.run_id = info.is_error() ? "" : line_of(info.text, "run_id:");
    bearings.canary = text_of(replies.at(0));
    if (!counter.is_error()) {
        bearings.counter = static_cast<std::int64_t>(number_in(counter.text));
    }
    bearings.paused = replies.at(2).integer == 1;
    bearings.paused_told = text_of(replies.at(3));
    return bearings;
}

void Survey::plant(const std::string& canary) {
    const std::array<Command, 2> calls{
        Command{"DEL", keys_.of("rollcall:seen"), keys_.of("rollcall:paused")},
        Command{"SET", keys_.of("rollcall:memory"), canary}};
    pool_.with([&](Connection& connection) { connection.call_all(calls); });
}

Places Survey::places() {
    struct Source {
        std::string_view command;
        std::string_view suffix;
        Place place;
    };
    constexpr std::array sources{
        Source{"LRANGE", "wait", Place::waiting},
        Source{"LRANGE", "paused", Place::waiting},
        Source{"ZRANGE", "delayed", Place::delayed},
        Source{"LRANGE", "active", Place::active}};
    Places places;
    pool_.with([&](Connection& connection) {
        for (const auto& source : sources) {
            const auto key = keys_.of(source.suffix);
            for (std::int64_t from = 0;; from += page) {
                const std::array range{Command{source.command, key}.add(from).add(from + page - 1)};
                const auto ids = connection.call_all(range).front();
                db::redis::throw_if_it_may_pass(ids);
                if (ids.is_error()) places.unreadable.push_back(key);
                for (const auto& id : ids.items)
                    places.of.insert_or_assign(id.text, source.place);
                if (ids.items.size() < page) break;
            }
        }
    });
    return places;
}

std::vector<Glance> Survey::look(std::span<const std::string> bull_ids, bool marks) {
    auto call = scripts::look().call({keys_.base()});
    call.add(marks ? 1 : 0);
    for (const auto& id : bull_ids)
        call.add(id);
    const auto reply =
        pool_.with([&](Connection& connection) { return connection.run(scripts::look(), call); });
    std::vector<Glance> glances;
    glances.reserve(reply.items.size());
    for (const auto& item : reply.items)
        glances.push_back(glance_of(item));
    return glances;
}

std::vector<std::string> Survey::strangers_due(const std::set<Instant>& dues) {
    constexpr std::size_t some_max = page;
    std::vector<Command> calls;
    calls.reserve(dues.size());
    for (const auto due : dues) {
        const auto first = due.time_since_epoch().count() * ticks_a_ms;
        Command call{"ZRANGEBYSCORE", keys_.of("delayed")};
        call.add(first).add(first + ticks_a_ms - 1).add("LIMIT").add(0).add(page);
        calls.push_back(std::move(call));
    }
    const auto replies =
        pool_.with([&](Connection& connection) { return connection.call_all(calls); });
    std::vector<std::string> ids;
    for (const auto& reply : replies) {
        db::redis::throw_if_it_may_pass(reply);
        std::ranges::move(texts_of(reply), std::back_inserter(ids));
    }
    std::vector<std::string> strangers;
    for (std::size_t from = 0; from < ids.size(); from += some_max) {
        const auto some =
            std::span<const std::string>(ids).subspan(from, std::min(some_max, ids.size() - from));
        const auto glances = look(some, false);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (glances.at(i).seq == 0) strangers.push_back(some[i]);
        }
    }
    return strangers;
}

void Survey::forget_sights(const std::string& bull_id) {
    pool_.with([&](Connection& connection) {
        connection.call({"ZREM", keys_.of("rollcall:seen"), bull_id});
    });
}

std::optional<Instant> Survey::due_of(const std::string& bull_id) {
    const std::array call{Command{"ZSCORE", keys_.of("delayed"), bull_id}};
    const auto score =
        pool_.with([&](Connection& connection) { return connection.call_all(call).front(); });
    db::redis::throw_if_it_may_pass(score);
    if (score.is_error() || score.text.empty()) return std::nullopt;
    return Instant{Milliseconds{static_cast<std::int64_t>(number_in(score.text)) / ticks_a_ms}};
}

Glance Survey::find(const std::string& bull_id) {
    auto call = scripts::find().call({keys_.base()});
    call.add(bull_id);
    const auto reply =
        pool_.with([&](Connection& connection) { return connection.run(scripts::find(), call); });
    auto glance = glance_of(reply);
    glance.place = place_named(reply.items.at(5).text);
    glance.failed_reason = reply.items.at(6).text;
    const auto added_ms = static_cast<std::int64_t>(number_in(reply.items.at(7).text));
    glance.added = Instant{Milliseconds{added_ms}};
    return glance;
}

std::vector<std::string> Survey::late_failures() {
    auto call = scripts::late_failures().call({keys_.base()});
    call.add(page);
    return texts_of(pool_.with([&](Connection& connection) {
        return connection.run(scripts::late_failures(), call);
    }));
}

std::map<std::string, std::string> Survey::read(const std::string& bull_id) {
    const std::array call{Command{"HGETALL", keys_.of(bull_id)}};
    const auto reply =
        pool_.with([&](Connection& connection) { return connection.call_all(call).front(); });
    db::redis::throw_if_it_may_pass(reply);
    std::map<std::string, std::string> fields;
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2)
        fields.emplace(reply.items.at(i).text, reply.items.at(i + 1).text);
    return fields;
}

}  // namespace rollcall::queue::bull::mirror
