// The settings of Bull's queue in Redis.
#pragma once

#include <span>

#include "app/settings.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::app {

std::span<const Setting> bull_settings_table();

// The names of the queue's keys.
queue::bull::Keys bull_keys_of(const Settings& settings);

}  // namespace rollcall::app
