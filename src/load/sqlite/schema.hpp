// The tables of load in SQLite.
#pragma once

#include "db/sqlite/migrate.hpp"

namespace rollcall::load::sqlite {

db::sqlite::Migrations migrations();

}  // namespace rollcall::load::sqlite
