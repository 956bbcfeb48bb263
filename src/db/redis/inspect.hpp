// How a Redis is set, and what that means for a queue in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/redis/connection.hpp"

namespace rollcall::db::redis {

struct Advice {
    enum class Weight : std::uint8_t { refuse, warn };
    Weight weight = Weight::warn;
    std::string text;  // what is set, what will happen, what to do
};

// Version, eviction policy, persistence, memory, cluster and key prefix, whether scripts may be
// run. What an ACL forbids us to ask is a warning. Throws RedisFailure.
std::vector<Advice> inspect(Connection& connection, const std::string& key_prefix);

}  // namespace rollcall::db::redis
