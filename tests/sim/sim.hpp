// sim: queue, lease and loader under a seeded storm, in one process and without waiting.
//
// One seed is one schedule. It decides who takes the next step, how much time passes, which calls
// lose their connection before or after their effect, who is killed, frozen, cut off or told to
// stop, whose clock jumps, and what clients ask. Then the storm ends, everything is let run to its
// end, and the checker looks (docs/reliability.md). The same seed is the same schedule again.
//
// Real: queue::sql::SqlQueue and load::sqlite over one SQLite file, and all of work/ that a worker
// runs: Worker, Upload, Progress, LeaseKeeper, Documents, Housekeeping; sheet/csv, check, report.
// Simulated: time (ManualClock), threads (each worker has one, but only one runs at any moment),
// the reader's process (the same reader in this one), spool and shelf (in memory), the network.
// SQLite's own promises are not tested here: synchronous=OFF.
#pragma once

#include "tests/sim/simulation.hpp"  // IWYU pragma: export
