// db/postgres: PostgreSQL behind RAII: connections and statements, binary COPY, transactions whose
// outcome is always known, a store of connections, migrations under an advisory lock.
#pragma once

#include "db/postgres/connection.hpp"  // IWYU pragma: export
#include "db/postgres/copy.hpp"        // IWYU pragma: export
#include "db/postgres/database.hpp"    // IWYU pragma: export
#include "db/postgres/failure.hpp"     // IWYU pragma: export
#include "db/postgres/migrate.hpp"     // IWYU pragma: export
#include "db/postgres/store.hpp"       // IWYU pragma: export
