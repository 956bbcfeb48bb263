#include "db/redis/inspect.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"

namespace rollcall::db::redis {
namespace {

using Weight = Advice::Weight;

// LPOS.
constexpr std::int64_t oldest_version = 6;
constexpr double memory_full = 0.7;

std::string_view text_of(const Facts& facts, std::string_view name) {
    const auto found = facts.find(name);
    return found == facts.end() ? std::string_view() : std::string_view(found->second);
}

// The number at the front: "7" of "7.0.15".
std::optional<std::int64_t> number_of(const Facts& facts, std::string_view name) {
    const auto text = text_of(facts, name);
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ptr == text.data()) return std::nullopt;
    return number;
}

// As a cluster reads it: between the first "{" and the next "}" stands something.
bool has_hash_tag(std::string_view prefix) {
    const auto open = prefix.find('{');
    if (open == std::string_view::npos) return false;
    const auto close = prefix.find('}', open);
    return close != std::string_view::npos && close > open + 1;
}

class Judge {
public:
    Judge(const Facts& facts, std::string_view key_prefix)
        : facts_(facts), key_prefix_(key_prefix) {}

    std::vector<Advice> judge() {
        version();
        eviction();
        memory();
        persistence();
        cluster();
        return std::move(advice_);
    }

private:
    void say(Weight weight, std::initializer_list<std::string_view> parts) {
        auto& text = advice_.emplace_back(Advice{weight, {}}).text;
        for (const auto part : parts)
            text += part;
    }

    void version() {
        const auto major = number_of(facts_, "redis_version");
        if (!major || *major >= oldest_version) return;
        say(Weight::warn,
            {"Redis ",
             text_of(facts_, "redis_version"),
             " is older than version 6: it lacks commands that our scripts use; use a newer one"});
    }

    void eviction() {
        const auto policy = text_of(facts_, "maxmemory_policy");
        if (policy.empty() || policy == "noeviction") return;
        say(Weight::refuse,
            {"maxmemory-policy is ",
             policy,
             ": when memory is short Redis would throw away jobs and locks without a word; set it "
             "to noeviction, and give caches a Redis of their own"});
    }

    void memory() {
        const auto most = number_of(facts_, "maxmemory");
        const auto used = number_of(facts_, "used_memory");
        if (!most || !used || *most <= 0) return;
        const double full = static_cast<double>(*used) / static_cast<double>(*most);
        if (full <= memory_full) return;
        say(Weight::warn,
            {std::to_string(static_cast<int>(full * 100)),
             " % of maxmemory is used: once it is full Redis refuses every write; raise maxmemory, "
             "or remove what is not needed"});
    }

    void persistence() {
        if (text_of(facts_, "aof_last_write_status") == "err" ||
            text_of(facts_, "rdb_last_bgsave_status") == "err") {
            say(Weight::warn,
                {"Redis could not save its data: it may refuse writes, and a restart loses them; "
                 "see its log, and whether its disk is full"});
        }
        if (text_of(facts_, "aof_enabled") != "0") return;
        const auto save = facts_.find("save");
        const bool has_snapshots = save == facts_.end() || !save->second.empty();
        say(Weight::warn,
            {has_snapshots ? "appendonly is no: a restart goes back to the last snapshot"
                           : "appendonly is no and there are no snapshots: a restart empties Redis",
             "; Rollcall puts its own jobs back, those that only Redis knew are gone; set "
             "appendonly to yes"});
    }

    void cluster() {
        if (text_of(facts_, "cluster_enabled") != "1" || has_hash_tag(key_prefix_)) return;
        say(Weight::warn,
            {"this is a Redis Cluster and the prefix \"",
             key_prefix_,
             "\" has no hash tag: keys of one queue would lie on different nodes, and every script "
             "is refused; use \"{",
             key_prefix_,
             "}\""});
    }

    const Facts& facts_;
    std::string_view key_prefix_;
    std::vector<Advice> advice_;
};

// The reply, or nothing and an advice when we may not ask.
std::optional<Reply>
ask(Connection& connection, const Command& command, Advice forbidden, std::vector<Advice>& advice) {
    try {
        return connection.call(command);
    } catch (const RedisFailure& failure) {
        if (failure.trouble() != Trouble::refused) throw;
        forbidden.text += std::string(" (") + failure.what() + ")";
        advice.push_back(std::move(forbidden));
        return std::nullopt;
    }
}

}  // namespace

Facts parse_info(std::string_view text) {
    Facts facts;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || line.starts_with('#')) continue;
        facts.insert_or_assign(
            std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))
        );
    }
    return facts;
}

std::vector<Advice> judge(const Facts& facts, std::string_view key_prefix) {
    return Judge(facts, key_prefix).judge();
}

std::vector<Advice> inspect(Connection& connection, const std::string& key_prefix) {
    std::vector<Advice> advice;
    Facts facts;
    const auto info =
        ask(connection,
            {"INFO"},
            {Weight::warn,
             "Redis does not tell of itself: its version, memory and persistence were not checked; "
             "allow INFO to this user"},
            advice);
    if (info) facts = parse_info(info->text);
    const auto save =
        ask(connection,
            {"CONFIG", "GET", "save"},
            {Weight::warn,
             "Redis does not tell its settings: whether it takes snapshots was not checked; allow "
             "CONFIG|GET to this user"},
            advice);
    if (save && save->items.size() == 2) facts.insert_or_assign("save", save->items[1].text);
    ask(connection,
        {"EVAL", "return 1", "0"},
        {Weight::refuse,
         "Redis runs no scripts for this user: the queue is kept by them; allow EVAL and "
         "EVALSHA"},
        advice);
    for (auto& found : judge(facts, key_prefix))
        advice.push_back(std::move(found));
    return advice;
}

}  // namespace rollcall::db::redis
