#include "access/sql/schema.hpp"

#include "access/sql/postgres/statements.hpp"
#include "access/sql/statements.hpp"

namespace rollcall::access::sql {

db::sqlite::Migrations migrations() {
    return {.room = "access", .steps = {statements::schema_1}};
}

db::postgres::Migrations postgres_migrations() {
    return {.room = "access", .steps = {postgres::statements::schema_1}};
}

}  // namespace rollcall::access::sql
