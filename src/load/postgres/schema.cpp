#include "load/postgres/schema.hpp"

#include "db/postgres/migrate.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {

db::postgres::Migrations migrations() {
    return {"load", {statements::schema_1, statements::schema_2, statements::schema_3}};
}

}  // namespace rollcall::load::postgres
