#include "queue/bull/mirror/repair.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

#include "base/ids.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/scripts.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using db::redis::Command;
using db::redis::Connection;

constexpr std::int64_t page = 1'000;
constexpr std::size_t name_bytes = 4;

// The keys of a queue, and what Bull, or we, have there.
struct Home {
    std::string_view suffix;
    std::string_view type;
};
constexpr std::array of_ids{
    Home{"wait", "list"},
    Home{"paused", "list"},
    Home{"active", "list"},
    Home{"delayed", "zset"},
    Home{"completed", "zset"},
    Home{"failed", "zset"},
    Home{"priority", "zset"},
    Home{"rollcall:late", "zset"},
    Home{"stalled", "set"}};
constexpr std::array of_more{
    Home{"id", "string"},
    Home{"meta", "hash"},
    Home{"meta-paused", "string"},
    Home{"stalled-check", "string"},
    Home{"limiter", "string"},
    Home{"limiter:limited", "set"},
    Home{"limiter:index", "hash"},
    Home{"repeat", "zset"},
    Home{"metrics:completed", "hash"},
    Home{"metrics:completed:data", "list"},
    Home{"metrics:failed", "hash"},
    Home{"metrics:failed:data", "list"},
    Home{"rollcall:memory", "string"},
    Home{"rollcall:paused", "string"},
    Home{"rollcall:seen", "zset"}};
// And of each job, behind its id.
constexpr std::array of_jobs{Home{":lock", "string"}, Home{":logs", "list"}};

bool is_another(std::string_view type, const Home& home) {
    return type != "none" && type != home.type;
}

// 0 where it is none.
std::uint64_t number_of(std::string_view id) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    const bool is_whole = read.ptr == id.data() + id.size();
    return read.ec == std::errc() && is_whole ? number : 0;
}

bool is_readable(const db::redis::Reply& field) {
    std::error_code failed;
    boost::json::parse(field.text, failed);
    return field.text.empty() || !failed;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

Repair::Repair(db::redis::Pool& pool, Keys keys) : pool_(pool), keys_(std::move(keys)) {}

Damage Repair::look() {
    Damage damage;
    damage.broken = broken_keys();
    const auto ids = listed_ids(damage.broken);
    const std::span<const std::string> all(ids);
    for (std::size_t from = 0; from < ids.size(); from += page)
        judge(all.subspan(from, std::min<std::size_t>(page, ids.size() - from)), damage);
    return damage;
}

std::vector<std::string> Repair::broken_keys() {
    std::vector<std::string> broken;
    pool_.with([&](Connection& connection) {
        const auto look = [&](const Home& home) {
            auto key = keys_.of(home.suffix);
            const auto type = connection.call({"TYPE", key}).text;
            if (is_another(type, home)) broken.push_back(std::move(key));
        };
        std::ranges::for_each(of_ids, look);
        std::ranges::for_each(of_more, look);
        const auto counter = keys_.of("id");
        if (has(broken, counter)) return;
        const auto number = connection.call({"GET", counter});
        if (!number.is_nil() && number.text != std::to_string(number_of(number.text))) {
            broken.push_back(counter);
        }
    });
    return broken;
}

// The ids of all lists and sorted sets that can be read.
std::vector<std::string> Repair::listed_ids(const std::vector<std::string>& broken) {
    std::vector<std::string> ids;
    pool_.with([&](Connection& connection) {
        for (const auto& home : of_ids) {
            const auto key = keys_.of(home.suffix);
            if (home.type == "set" || has(broken, key)) continue;
            const std::string_view range = home.type == "list" ? "LRANGE" : "ZRANGE";
            for (std::int64_t from = 0;; from += page) {
                Command command{range, key};
                const auto items = connection.call(command.add(from).add(from + page - 1)).items;
                for (const auto& item : items)
                    ids.push_back(item.text);
                if (static_cast<std::int64_t>(items.size()) < page) break;
            }
        }
    });
    std::ranges::sort(ids);
    const auto twice = std::ranges::unique(ids);
    ids.erase(twice.begin(), twice.end());
    return ids;
}

void Repair::judge(std::span<const std::string> ids, Damage& damage) {
    constexpr std::size_t questions = 2 + of_jobs.size();
    std::vector<Command> calls;
    for (const auto& id : ids) {
        calls.push_back(Command{"TYPE", keys_.of(id)});
        calls.push_back(Command{"HMGET", keys_.of(id), "data", "opts"});
        for (const auto& home : of_jobs)
            calls.push_back(Command{"TYPE", keys_.of(id) + std::string(home.suffix)});
    }
    const auto replies =
        pool_.with([&](Connection& connection) { return connection.call_all(calls); });
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto* const answers = &replies.at(questions * i);
        const auto& type = answers[0].text;
        const auto& fields = answers[1].items;
        damage.highest_number = std::max(damage.highest_number, number_of(ids[i]));
        if (type == "none") {
            damage.ghosts.push_back(ids[i]);
        } else if (type != "hash" || !std::ranges::all_of(fields, is_readable)) {
            // What is to be read there again stands in SQL, or nowhere.
            damage.broken.push_back(keys_.of(ids[i]));
            damage.ghosts.push_back(ids[i]);
        }
        for (std::size_t n = 0; n < of_jobs.size(); ++n) {
            const auto& home = of_jobs.at(n);
            if (!is_another(answers[2 + n].text, home)) continue;
            damage.broken.push_back(keys_.of(ids[i]) + std::string(home.suffix));
        }
    }
}

void Repair::mend(const Damage& damage) {
    std::vector<Command> calls;
    calls.reserve(damage.broken.size() + 1);
    const auto mark = ":broken-" + random_hex(name_bytes);
    for (const auto& key : damage.broken)
        calls.push_back(Command{"RENAME", key, key + mark});
    // Bull gives the next number to its next job, whoever has it already.
    if (const auto counter = keys_.of("id"); has(damage.broken, counter)) {
        calls.push_back(Command{"SETNX", counter}.add(damage.highest_number));
    }
    // What somebody took away meanwhile is answered with an error, and is well.
    pool_.with([&](Connection& connection) { connection.call_all(calls); });
    if (!damage.ghosts.empty()) bury();
}

// As many as there are now, also of those that came since somebody looked.
void Repair::bury() {
    pool_.with([&](Connection& connection) {
        for (const auto& home : of_ids) {
            for (std::int64_t from = 0; from >= 0;) {
                auto call = scripts::bury().call({keys_.base()});
                call.add(home.suffix).add(home.type).add(from);
                from = connection.run(scripts::bury(), call).integer;
            }
        }
    });
}

}  // namespace rollcall::queue::bull::mirror
