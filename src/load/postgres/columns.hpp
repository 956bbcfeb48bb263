// Columns of members, ours or an organisation's: their types, and fields on the way in and out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::load::postgres {

// As pg_type knows it.
struct ColumnType {
    std::string name;  // to cast to, without a length: what is too long is refused, never cut
    bool is_enum = false;
};

struct Column {
    check::Field field = check::Field::id_number;
    std::string name;
    ColumnType type;
};

// An identifier as SQL wants it.
std::string quoted(std::string_view name);

// Nothing: the table has no such column.
std::optional<ColumnType>
type_of(db::postgres::Connection& connection, const Mapping& mapping, std::string_view column);

// Where rollcall_member_state keeps the field.
Column state_column(check::Field field);
// Where chunk_rows (s) holds the field, as text.
std::string staged(const Column& column);

// SQL: the stored value `expression` as our text, and our text `expression` as the column's value.
std::string text_of(const Column& column, const std::string& expression);
std::string value_of(const Column& column, const std::string& expression);

// Why a column of that type cannot take the field; empty: it can.
std::string why_not(const Column& column);

}  // namespace rollcall::load::postgres
