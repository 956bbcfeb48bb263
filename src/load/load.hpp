// load: checked rows into the database, and the ledger of what became of each.
//
// A chunk's members, their old values, every row's outcome, the ledger's entry and the job's cursor
// are one transaction, guarded by the epoch of the job's lease. Contracts: loader.hpp (begin,
// append) and ledger.hpp (looking back), which sqlite/ and postgres/ implement, and
// geography_store.hpp, which sql/ does. docs/formats/ledger.md tells how it is stored.
#pragma once

#include "load/facts.hpp"            // IWYU pragma: export
#include "load/geography_store.hpp"  // IWYU pragma: export
#include "load/ledger.hpp"           // IWYU pragma: export
#include "load/loader.hpp"           // IWYU pragma: export
#include "load/tally.hpp"            // IWYU pragma: export
