// The tables of load in PostgreSQL.
#pragma once

#include "db/postgres/migrate.hpp"

namespace rollcall::load::postgres {

db::postgres::Migrations migrations();

}  // namespace rollcall::load::postgres
