#include "load/sqlite/schema.hpp"

#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {

db::sqlite::Migrations migrations() {
    return {"load", {statements::schema_1, statements::schema_2}};
}

}  // namespace rollcall::load::sqlite
