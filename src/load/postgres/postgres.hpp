// load/postgres: members, their changes, the ledger and the geography in PostgreSQL.
//
// A chunk is one transaction: its ID numbers go up by COPY, what is stored of them comes back, the
// rows are decided as everywhere (load/apply.hpp), and what is to be written goes up by COPY again
// and into `members` by one INSERT and one UPDATE. Each fixed statement is a .sql file of this
// folder.
#pragma once

#include "load/postgres/geography.hpp"  // IWYU pragma: export
#include "load/postgres/ledger.hpp"     // IWYU pragma: export
#include "load/postgres/loader.hpp"     // IWYU pragma: export
#include "load/postgres/schema.hpp"     // IWYU pragma: export
