// `rollcall user …` and `rollcall audit …`.
#pragma once

#include "app/local_commands.hpp"

namespace CLI {
class App;
}

namespace rollcall::app {

void add_user_commands(CLI::App& app, Command& chosen);
void add_audit_commands(CLI::App& app, Command& chosen);

}  // namespace rollcall::app
