// The settings of where files lie.
#pragma once

#include <span>

#include "app/settings.hpp"

namespace rollcall::app {

std::span<const Setting> store_settings();

}  // namespace rollcall::app
