// How a Redis is set, and what that means for a queue in it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "db/redis/connection.hpp"

namespace rollcall::db::redis {

struct Advice {
    enum class Weight : std::uint8_t { refuse, warn };
    Weight weight = Weight::warn;
    std::string text;  // what is set, what will happen, what to do

    bool operator==(const Advice&) const = default;
};

// Version, eviction policy, persistence, memory, cluster and key prefix, whether scripts may be
// run. What an ACL forbids us to ask is a warning. Throws RedisFailure.
std::vector<Advice> inspect(Connection& connection, const std::string& key_prefix);

// What the server tells: the fields of INFO and the settings, by their names there.
using Facts = std::map<std::string, std::string, std::less<>>;

// "redis_version:7.0.15\r\n# Memory\r\n…"
Facts parse_info(std::string_view text);

// What follows from the facts; of those that are missing nothing does.
std::vector<Advice> judge(const Facts& facts, std::string_view key_prefix);

}  // namespace rollcall::db::redis
