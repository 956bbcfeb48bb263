// The settings of Redis.
#pragma once

#include <optional>
#include <span>

#include "app/settings.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::app {

std::span<const Setting> redis_settings_table();

// Nothing where no Redis is set. REDIS_URL stands above what it says itself: server, user,
// password, database.
std::optional<db::redis::Settings> redis_settings(const Settings& settings);

}  // namespace rollcall::app
