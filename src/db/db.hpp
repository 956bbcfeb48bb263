// db: databases behind RAII, with no idea of jobs or rows.
//
// sqlite/ holds connections, statements, transactions, the one writer and migrations. Refusals of a
// database are thrown as Failure: whoever calls it can do nothing about a broken store.
#pragma once

#include "db/sqlite/connection.hpp"  // IWYU pragma: export
#include "db/sqlite/migrate.hpp"     // IWYU pragma: export
#include "db/sqlite/store.hpp"       // IWYU pragma: export
