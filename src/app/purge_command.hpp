// `rollcall purge --member -`.
#pragma once

#include "app/local_commands.hpp"

namespace CLI {
class App;
}

namespace rollcall::app {

void add_purge_command(CLI::App& app, Command& chosen);

}  // namespace rollcall::app
