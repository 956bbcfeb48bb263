// app: who gets what.
//
// Settings (flag, environment, file, default), the engine that puts the rooms together in start
// order, the commands that need it (serve, import, migrate, doctor), and main.
#pragma once

#include "app/engine.hpp"    // IWYU pragma: export
#include "app/settings.hpp"  // IWYU pragma: export
