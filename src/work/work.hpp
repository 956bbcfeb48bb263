// work: the conductor. A job from its claim to its end.
//
// `upload` is the sentence: spooled bytes to rows, rows to checked rows, checked rows to the
// database, all of it to the report. `worker` claims, runs and ends; `pool` owns the threads;
// `lease_keeper` renews leases, hears cancels and watches for progress; `keeper` ticks;
// `housekeeping` sweeps and cleans; `documents` makes reports and corrections, also later and on
// request; `erasure` takes a person out of all that is stored.
#pragma once

#include "work/documents.hpp"     // IWYU pragma: export
#include "work/erasure.hpp"       // IWYU pragma: export
#include "work/housekeeping.hpp"  // IWYU pragma: export
#include "work/lease_keeper.hpp"  // IWYU pragma: export
#include "work/pool.hpp"          // IWYU pragma: export
#include "work/upload.hpp"        // IWYU pragma: export
#include "work/worker.hpp"        // IWYU pragma: export
