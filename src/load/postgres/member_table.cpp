#include "load/postgres/member_table.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/failure.hpp"
#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "load/postgres/columns.hpp"
#include "load/postgres/mapping.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;

constexpr std::string_view range = "s.place >= $1::bigint AND s.place < $2::bigint";

// Where a field is kept: in a column of the table (m), or in the state beside it (e).
class Places {
public:
    Places(const Mapping& mapping, std::vector<Column> columns)
        : table_(quoted(mapping.schema) + "." + quoted(mapping.table)),
          columns_(std::move(columns)) {}

    MemberTable table() const {
        return {
            prepare(),
            read(),
            {{insert()}, {update()}, {keep_state(), true, false}},
            count(),
            false};
    }

private:
    const Column* find(Field field) const {
        const auto found = std::ranges::find(columns_, field, &Column::field);
        return found == columns_.end() ? nullptr : &*found;
    }
    bool is_mapped(Field field) const { return find(field) != nullptr; }

    std::string stored_text(Field field) const {
        const auto* column = find(field);
        return column != nullptr ? text_of(*column, "m." + quoted(column->name))
                                 : text_of(state_column(field), "e." + state_column(field).name);
    }
    std::string has_id(const std::string& id_number) const {
        const auto& id = *find(Field::id_number);
        return "m." + quoted(id.name) + " = " + value_of(id, id_number);
    }
    std::string same_id() const { return has_id("s.id_number"); }
    std::string id_name() const { return quoted(find(Field::id_number)->name); }

    // A list over the columns of the table, or over the fields that it does not hold.
    template <class Make>
    std::string mapped(Make make) const {
        std::string list;
        for (const auto& column : columns_)
            list += (list.empty() ? "" : ", ") + make(column);
        return list;
    }
    template <class Make>
    std::string unmapped(Make make) const {
        std::string list;
        for (std::size_t i = 0; i < check::field_count; ++i) {
            const auto field = static_cast<Field>(i);
            if (!is_mapped(field)) list += ", " + make(state_column(field));
        }
        return list;
    }

    // Who was stored before rollcall came gets a number.
    std::string prepare() const {
        return fmt::format(
            "INSERT INTO rollcall_member_state (id_number)"
            " SELECT s.id_number FROM chunk_ids s JOIN {} m ON {}"
            " WHERE NOT EXISTS (SELECT FROM rollcall_member_state e"
            " WHERE e.id_number = s.id_number)"
            " ON CONFLICT (id_number) DO NOTHING",
            table_,
            same_id()
        );
    }

    // The hash holds for the version of the member that it was written with: nobody else needs to
    // tell us of a change.
    std::string read() const {
        std::string fields;
        for (std::size_t i = 0; i < check::field_count; ++i)
            fields += (i == 0 ? "" : ", ") + stored_text(static_cast<Field>(i));
        return fmt::format(
            "SELECT s.place, m.ctid, m.xmin, e.member_id,"
            " CASE WHEN e.seen_by = m.xmin THEN e.row_hash END, {}, {}, {}, {},"
            " CASE WHEN $1::boolean AND (e.row_hash IS DISTINCT FROM s.row_hash"
            " OR e.seen_by IS DISTINCT FROM m.xmin) THEN ROW({}) END"
            " FROM chunk_ids s JOIN {} m ON {}"
            " JOIN rollcall_member_state e ON e.id_number = s.id_number",
            stored_text(Field::firstname),
            stored_text(Field::surname),
            stored_text(Field::ward_code),
            stored_text(Field::voting_district_code),
            fields,
            table_,
            same_id()
        );
    }

    std::string insert() const {
        return fmt::format(
            "INSERT INTO {} ({}) SELECT {} FROM chunk_rows s WHERE s.seen_at IS NULL AND {}"
            " ON CONFLICT ({}) DO NOTHING",
            table_,
            mapped([](const Column& column) { return quoted(column.name); }),
            mapped([](const Column& column) { return value_of(column, staged(column)); }),
            range,
            id_name()
        );
    }

    // Also when only the state changes: the version is what tells of it.
    std::string update() const {
        return fmt::format(
            "UPDATE {} m SET {} FROM chunk_rows s"
            " WHERE {} AND m.ctid = s.seen_at AND m.xmin = s.seen_by AND {}",
            table_,
            mapped([](const Column& column) {
                const auto name = quoted(column.name);
                return column.field == Field::id_number ? name + " = m." + name
                                                        : fmt::format(
                                                              "{0} = coalesce({1}, m.{0})",
                                                              name,
                                                              value_of(column, staged(column))
                                                          );
            }),
            same_id(),
            range
        );
    }

    std::string keep_state() const {
        return fmt::format(
            "INSERT INTO rollcall_member_state (id_number, row_hash, seen_by, job_id, "
            "created_by_job{})"
            " SELECT s.id_number, s.row_hash, m.xmin, $3::text,"
            " CASE WHEN s.seen_at IS NULL THEN $3::text END{} FROM chunk_rows s"
            " JOIN {} m ON {} WHERE {}"
            " ON CONFLICT (id_number) DO UPDATE SET row_hash = excluded.row_hash,"
            " seen_by = excluded.seen_by, job_id = excluded.job_id, created_by_job ="
            " coalesce(excluded.created_by_job, rollcall_member_state.created_by_job){}",
            unmapped([](const Column& column) { return column.name; }),
            unmapped([](const Column& column) { return value_of(column, staged(column)); }),
            table_,
            same_id(),
            range,
            unmapped([](const Column& column) {
                return fmt::format(
                    "{0} = coalesce(excluded.{0}, rollcall_member_state.{0})", column.name
                );
            })
        );
    }

    std::string count() const {
        return fmt::format(
            "SELECT (SELECT count(*) FROM rollcall_member_state e JOIN {} m ON {}"
            " WHERE e.created_by_job = $1)"
            " + (SELECT count(*) FROM member_erasures WHERE created_by_job = $1),"
            " (SELECT count(*) FROM member_changes WHERE job_id = $1)",
            table_,
            has_id("e.id_number")
        );
    }

    std::string table_;
    std::vector<Column> columns_;
};

}  // namespace

MemberTable own_table() {
    const auto text = [](std::string_view statement) { return std::string(statement); };
    return {
        "",
        text(statements::read_members),
        {{text(statements::insert_members), true}, {text(statements::update_members), true}},
        text(statements::count_members),
        true};
}

MemberTable mapped_table(db::postgres::Connection& connection, const Mapping& mapping) {
    std::vector<Column> columns;
    for (const auto& [field, name] : mapping.columns) {
        auto type = type_of(connection, mapping, name);
        if (!type) {
            throw Failure("the table of members has no column " + quoted(name) + " any more");
        }
        columns.push_back({field, name, *std::move(type)});
    }
    return Places(mapping, std::move(columns)).table();
}

}  // namespace rollcall::load::postgres
