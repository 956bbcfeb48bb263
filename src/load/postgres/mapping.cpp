#include "load/postgres/mapping.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "load/postgres/columns.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;
using db::postgres::Connection;

class Inspection {
public:
    Inspection(Connection& connection, const Mapping& mapping)
        : connection_(connection), mapping_(mapping) {}

    std::vector<std::string> run() {
        if (!find_table()) return std::move(complaints_);
        look_at_columns();
        look_at_the_key();
        look_at_what_is_needed();
        return std::move(complaints_);
    }

private:
    void complain(std::string what) { complaints_.push_back(std::move(what)); }
    std::string name() const { return quoted(mapping_.schema) + "." + quoted(mapping_.table); }

    bool find_table() {
        auto& query = connection_.prepared(statements::find_table);
        if (!query.bind(1, mapping_.schema).bind(2, mapping_.table).step()) {
            complain(name() + " is not there, or its schema may not be used: grant USAGE on it");
            return false;
        }
        if (query.integer(0) == 0) complain(name() + " is a view, not a table");
        constexpr std::array rights{"SELECT", "INSERT", "UPDATE"};
        for (int i = 0; i < 3; ++i) {
            const std::string right = rights.at(static_cast<std::size_t>(i));
            if (query.integer(i + 1) == 0) complain(right + " on " + name() + " is not granted");
        }
        return true;
    }

    void look_at_columns() {
        std::set<Field> fields;
        for (const auto& [field, column] : mapping_.columns) {
            if (!fields.insert(field).second) {
                complain("two columns are named for " + std::string(check::name_of(field)));
            }
            const auto type = type_of(connection_, mapping_, column);
            if (!type) {
                complain(name() + " has no column " + quoted(column));
            } else if (auto why = why_not({field, column, *type}); !why.empty()) {
                complain(std::move(why));
            }
        }
    }

    void look_at_the_key() {
        const auto id = std::ranges::find(mapping_.columns, Field::id_number, &MappedColumn::field);
        if (id == mapping_.columns.end()) {
            complain("no column is named for id_number: members are found by it");
            return;
        }
        auto& query = connection_.prepared(statements::find_unique_key);
        query.bind(1, mapping_.schema).bind(2, mapping_.table).bind(3, id->column);
        if (!query.step()) {
            complain(
                "the column " + quoted(id->column) + " has no unique key of its own: add UNIQUE (" +
                quoted(id->column) + ")"
            );
        }
    }

    void look_at_what_is_needed() {
        auto& query = connection_.prepared(statements::read_needed_columns);
        query.bind(1, mapping_.schema).bind(2, mapping_.table);
        while (query.step()) {
            const auto column = query.text(0);
            if (std::ranges::find(mapping_.columns, column, &MappedColumn::column) !=
                mapping_.columns.end()) {
                continue;
            }
            complain(
                "the column " + quoted(column) +
                " is NOT NULL without a default, and no field fills it"
            );
        }
    }

    Connection& connection_;
    const Mapping& mapping_;
    std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> check_mapping(db::postgres::Store& store, const Mapping& mapping) {
    return store.read([&](Connection& connection) { return Inspection(connection, mapping).run(); }
    );
}

}  // namespace rollcall::load::postgres
