// The commands that ask a running server.
#pragma once

#include "cli/commands.hpp"

namespace rollcall::cli {

void add_client_commands(CLI::App& app, Chosen& chosen);

}  // namespace rollcall::cli
