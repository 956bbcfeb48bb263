// `rollcall serve`: API and workers in one process, until SIGINT or SIGTERM.
#pragma once

#include "app/settings.hpp"
#include "net/settings.hpp"

namespace rollcall::app {

net::ServerSettings listening_of(const Settings& settings);

// The process's exit code.
int serve(const Settings& settings);

}  // namespace rollcall::app
