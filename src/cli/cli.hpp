// cli: commands as people type them.
//
// Those that ask a running server over HTTP (client), those that only read or make files (check,
// cells, sample, template), and how results and progress look: results on stdout, progress on
// stderr and only to a terminal, `--json` for programs. Exit codes: 0 done, 1 the work failed, 2
// wrong use, 3 a store or server is out of reach.
#pragma once

#include "cli/check_command.hpp"  // IWYU pragma: export
#include "cli/commands.hpp"       // IWYU pragma: export
#include "cli/progress_line.hpp"  // IWYU pragma: export
#include "cli/summary.hpp"        // IWYU pragma: export
