// The tables of files.
#pragma once

#include "db/postgres/migrate.hpp"

namespace rollcall::spool::postgres {

db::postgres::Migrations migrations();

}  // namespace rollcall::spool::postgres
