// `rollcall serve`: API and workers in one process, until SIGINT or SIGTERM.
#pragma once

#include "app/settings.hpp"

namespace rollcall::app {

// The process's exit code.
int serve(const Settings& settings);

}  // namespace rollcall::app
