// The settings of what clients may do, and of who is believed.
#pragma once

#include <span>

#include "app/settings.hpp"

namespace rollcall::app {

std::span<const Setting> door_settings();

}  // namespace rollcall::app
