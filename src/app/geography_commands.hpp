// `rollcall geography …`.
#pragma once

#include "app/local_commands.hpp"

namespace CLI {
class App;
}

namespace rollcall::app {

void add_geography_commands(CLI::App& app, Command& chosen);

}  // namespace rollcall::app
