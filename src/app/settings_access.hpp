// The settings of who may come in.
#pragma once

#include <span>

#include "app/settings.hpp"

namespace rollcall::app {

std::span<const Setting> access_settings();

}  // namespace rollcall::app
