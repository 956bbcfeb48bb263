// An organisation's own table of members, and how ours fits it.
#pragma once

#include <string>
#include <vector>

#include "check/field.hpp"
#include "db/postgres/store.hpp"

namespace rollcall::load::postgres {

struct MappedColumn {
    check::Field field = check::Field::id_number;
    std::string column;
};

// Which of its columns hold which of our fields. What no column holds is kept beside it, in
// rollcall_member_state. Columns may be text, varchar, char or an enum; dates also date or
// timestamp; numbers also integer or numeric (money: whole cents in an integer, units in a
// numeric).
struct Mapping {
    std::string schema = "public";
    std::string table;
    std::vector<MappedColumn> columns;  // one of them for the ID number
};

// What of the mapping does not fit the database, a sentence each; nothing: it does. Throws
// PostgresFailure.
std::vector<std::string> check_mapping(db::postgres::Store& store, const Mapping& mapping);

}  // namespace rollcall::load::postgres
