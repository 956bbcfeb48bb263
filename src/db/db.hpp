// db: databases behind RAII, with no idea of jobs or rows.
//
// Refusals of a database are thrown as Failure: whoever calls it can do nothing about a broken
// store.
#pragma once

#include "db/database.hpp"           // IWYU pragma: export
#include "db/postgres/postgres.hpp"  // IWYU pragma: export
#include "db/sqlite/sqlite.hpp"      // IWYU pragma: export
