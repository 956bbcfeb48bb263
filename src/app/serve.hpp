// `rollcall serve`: API and workers in one process, until SIGINT or SIGTERM.
#pragma once

#include "app/settings.hpp"
#include "net/settings.hpp"

namespace rollcall::app {

net::ServerSettings listening_of(const Settings& settings);

struct ServeOptions {
    bool migrate = false;  // bring PostgreSQL's tables up to date first
};

// The process's exit code.
int serve(const Settings& settings, const ServeOptions& options = {});

}  // namespace rollcall::app
