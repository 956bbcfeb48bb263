// db/sqlite: one SQLite file behind RAII: connections and statements, the one writer and its fair
// lock, migrations.
#pragma once

#include "db/sqlite/connection.hpp"  // IWYU pragma: export
#include "db/sqlite/database.hpp"    // IWYU pragma: export
#include "db/sqlite/migrate.hpp"     // IWYU pragma: export
#include "db/sqlite/store.hpp"       // IWYU pragma: export
