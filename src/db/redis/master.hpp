// Which server is the master, and a session with it.
#pragma once

#include <memory>

#include "db/redis/session.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

// With the first of the settings' servers that will do, or with the master that the first sentinel
// names that knows one. Throws RedisFailure; a replica counts as unreachable, except in a cluster,
// where every node leads to the right one.
std::unique_ptr<Session> meet_master(const Settings& settings);

}  // namespace rollcall::db::redis
