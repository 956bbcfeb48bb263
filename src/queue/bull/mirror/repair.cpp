#include "queue/bull/mirror/repair.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

#include "base/ids.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using db::redis::Command;
using db::redis::Connection;

constexpr std::int64_t page = 1'000;
constexpr std::size_t name_bytes = 4;

// Keys that hold ids, and what Bull has there.
struct Home {
    std::string_view suffix;
    std::string_view type;
};
constexpr std::array homes{
    Home{"wait", "list"},
    Home{"paused", "list"},
    Home{"active", "list"},
    Home{"delayed", "zset"},
    Home{"completed", "zset"},
    Home{"failed", "zset"},
    Home{"priority", "zset"},
    Home{"stalled", "set"}};

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
    constexpr auto step = static_cast<std::size_t>(page);
    for (std::size_t from = 0; from < ids.size(); from += step) {
        const auto to = std::min(from + step, ids.size());
        judge(
            {ids.begin() + static_cast<std::ptrdiff_t>(from),
             ids.begin() + static_cast<std::ptrdiff_t>(to)},
            damage
        );
    }
    return damage;
}

std::vector<std::string> Repair::broken_keys() {
    std::vector<std::string> broken;
    pool_.with([&](Connection& connection) {
        for (const auto& home : homes) {
            const auto key = keys_.of(home.suffix);
            const auto type = connection.call({"TYPE", key}).text;
            if (type != "none" && type != home.type) broken.push_back(key);
        }
    });
    return broken;
}

// The ids of all lists and sorted sets that can be read.
std::vector<std::string> Repair::listed_ids(const std::vector<std::string>& broken) {
    std::vector<std::string> ids;
    pool_.with([&](Connection& connection) {
        for (const auto& home : homes) {
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

void Repair::judge(const std::vector<std::string>& ids, Damage& damage) {
    std::vector<Command> calls;
    for (const auto& id : ids) {
        calls.push_back(Command{"TYPE", keys_.of(id)});
        calls.push_back(Command{"HMGET", keys_.of(id), "data", "opts"});
    }
    const auto replies =
        pool_.with([&](Connection& connection) { return connection.call_all(calls); });
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& type = replies.at(2 * i).text;
        const auto& fields = replies.at(2 * i + 1).items;
        if (type == "none") {
            damage.ghosts.push_back(ids.at(i));
        } else if (type != "hash" || !std::ranges::all_of(fields, is_readable)) {
            // What is to be read there again stands in SQL, or nowhere.
            damage.broken.push_back(keys_.of(ids.at(i)));
            damage.ghosts.push_back(ids.at(i));
        }
    }
}

void Repair::mend(const Damage& damage) {
    std::vector<Command> calls;
    const auto mark = ":broken-" + random_hex(name_bytes);
    for (const auto& key : damage.broken)
        calls.push_back(Command{"RENAME", key, key + mark});
    for (const auto& id : damage.ghosts) {
        for (const auto& home : homes) {
            const auto key = keys_.of(home.suffix);
            if (home.type == "list") calls.push_back(Command{"LREM", key, "0", id});
            if (home.type == "zset") calls.push_back(Command{"ZREM", key, id});
            if (home.type == "set") calls.push_back(Command{"SREM", key, id});
        }
    }
    // What somebody took away meanwhile is answered with an error, and is well.
    pool_.with([&](Connection& connection) { connection.call_all(calls); });
}

}  // namespace rollcall::queue::bull::mirror
