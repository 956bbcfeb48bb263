#include "spool/postgres/schema.hpp"

#include "db/postgres/migrate.hpp"
#include "spool/postgres/statements.hpp"

namespace rollcall::spool::postgres {

db::postgres::Migrations migrations() {
    return {.room = "spool", .steps = {statements::schema_1}};
}

}  // namespace rollcall::spool::postgres
