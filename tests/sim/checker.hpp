// What must hold once the storm is over (docs/reliability.md): the promises, asked of the stores.
#pragma once

#include "queue/job.hpp"
#include "tests/sim/director.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {

// Complains in the chronicle.
void check_promises(Storm& storm, Director& director);

// Whether the job's ledger tells of every row what truly became of it, once.
void check_ledger(Storm& storm, const queue::Job& job);

}  // namespace rollcall::sim
