#include "load/postgres/columns.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "load/postgres/mapping.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;

template <std::size_t Size>
bool is_one_of(std::string_view type, const std::array<std::string_view, Size>& types) {
    return std::ranges::find(types, type) != types.end();
}

bool is_text(std::string_view type) {
    return is_one_of(type, std::array<std::string_view, 3>{"text", "character varying", "bpchar"});
}
bool is_integer(std::string_view type) {
    return is_one_of(type, std::array<std::string_view, 2>{"integer", "bigint"});
}
bool is_date(std::string_view type) {
    return is_one_of(
        type,
        std::array<std::string_view, 3>{
            "date", "timestamp without time zone", "timestamp with time zone"}
    );
}

bool is_date(Field field) {
    return field == Field::date_of_birth || field == Field::date_joined ||
           field == Field::last_payment_date || field == Field::expiry_date;
}
bool is_digits(Field field) {
    return field == Field::id_number || field == Field::ward_code ||
           field == Field::voting_district_code || field == Field::cell_number;
}

bool can_take(const Column& column) {
    const auto& type = column.type.name;
    // jsonb would not give back the text that a row is compared with.
    if (column.field == Field::extra) return type == "json" || type == "text";
    if (column.field == Field::amount_cents) return is_integer(type) || type == "numeric";
    if (is_date(column.field)) return is_date(type) || is_text(type);
    if (is_text(type) || column.type.is_enum) return true;
    if (!is_digits(column.field)) return false;
    // 13 digits and phone numbers are too many for four bytes.
    const bool is_short =
        column.field == Field::ward_code || column.field == Field::voting_district_code;
    return type == "bigint" || type == "numeric" || (is_short && type == "integer");
}

}  // namespace

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text += c;
        text += c;
    }
    return text + '"';
}

std::optional<ColumnType>
type_of(db::postgres::Connection& connection, const Mapping& mapping, std::string_view column) {
    auto& query = connection.prepared(statements::read_column);
    query.bind(1, mapping.schema).bind(2, mapping.table).bind(3, column);
    if (!query.step()) return std::nullopt;
    return ColumnType{std::string(query.text(0)), query.integer(1) != 0};
}

Column state_column(Field field) {
    std::string type = "text";
    if (is_date(field)) type = "date";
    if (field == Field::amount_cents) type = "bigint";
    if (field == Field::extra) type = "json";
    return {field, std::string(check::name_of(field)), {std::move(type), false}};
}

std::string staged(const Column& column) {
    return "s." + std::string(check::name_of(column.field));
}

std::string text_of(const Column& column, const std::string& expression) {
    const auto& type = column.type.name;
    if (column.field == Field::amount_cents && type == "numeric")
        return "round(" + expression + " * 100)::bigint::text";
    if (is_date(column.field) && is_date(type)) return expression + "::date::text";
    // The zeros before an ID number are part of it.
    if (column.field == Field::id_number && !is_text(type))
        return "lpad(" + expression + "::text, 13, '0')";
    return expression + "::text";
}

std::string value_of(const Column& column, const std::string& expression) {
    const auto& type = column.type.name;
    if (column.field == Field::amount_cents && type == "numeric")
        return "(" + expression + "::numeric / 100)";
    return expression + "::" + type;
}

std::string why_not(const Column& column) {
    if (can_take(column)) return {};
    return "the column " + quoted(column.name) + " is of type " + column.type.name +
           ", which cannot take " + std::string(check::name_of(column.field));
}

}  // namespace rollcall::load::postgres
