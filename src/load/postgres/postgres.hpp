// load/postgres: members, their changes and the ledger in PostgreSQL.
//
// A chunk is one transaction: its ID numbers go up by COPY, what is stored of them comes back, the
// rows are decided as everywhere (load/apply.hpp), new members go straight into `members` by COPY,
// and changes by COPY into a temporary table and one UPDATE from it. Each fixed statement is a .sql
// file of this folder; those over an organisation's own table are made in member_table.cpp.
#pragma once

#include "load/postgres/ledger.hpp"   // IWYU pragma: export
#include "load/postgres/loader.hpp"   // IWYU pragma: export
#include "load/postgres/mapping.hpp"  // IWYU pragma: export
#include "load/postgres/schema.hpp"   // IWYU pragma: export
