// The tables of users, sessions and audit.
#pragma once

#include "db/postgres/migrate.hpp"
#include "db/sqlite/migrate.hpp"

namespace rollcall::access::sql {

// Run before the first SqlUsers or SqlAudit is made.
db::sqlite::Migrations migrations();
db::postgres::Migrations postgres_migrations();

}  // namespace rollcall::access::sql
