#include "app/settings_members.hpp"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "base/result.hpp"
#include "check/field.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::app {
namespace {

using check::Field;
using load::postgres::MappedColumn;
using load::postgres::Mapping;

std::unexpected<Error> wrong_member(const std::string& name, std::string_view why) {
    return refuse(Errc::validation_error, "members." + name + " " + std::string(why));
}

// A name of something in the database.
Result<std::string> read_name(const std::string& key, const toml::node& node) {
    const auto* text = node.as_string();
    if (text == nullptr || text->get().empty()) {
        return wrong_member(key, "must be a text: a name in the database");
    }
    return text->get();
}

Result<MappedColumn> read_column(std::string_view field, const toml::node& node) {
    const auto key = "columns." + std::string(field);
    const auto* const found = std::ranges::find(check::field_names, field);
    if (found == check::field_names.end()) {
        return wrong_member(key, "names no field of a member (`id_number`, `firstname`, ...)");
    }
    auto column = read_name(key, node);
    if (!column) return std::unexpected(column.error());
    const auto place = static_cast<std::size_t>(found - check::field_names.begin());
    return MappedColumn{static_cast<Field>(place), *std::move(column)};
}

Result<std::vector<MappedColumn>> read_columns(const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr) return wrong_member("columns", "must be a table: [members.columns]");
    std::vector<MappedColumn> columns;
    for (const auto& [key, value] : *table) {
        auto column = read_column(key.str(), value);
        if (!column) return std::unexpected(column.error());
        const auto same = std::ranges::find(columns, column->column, &MappedColumn::column);
        if (same != columns.end()) {
            return wrong_member(
                "columns." + std::string(key.str()),
                "names the column that holds " + std::string(check::name_of(same->field)) +
                    " already"
            );
        }
        columns.push_back(*std::move(column));
    }
    return columns;
}

Result<void> read_key(Mapping& mapping, const std::string& key, const toml::node& node) {
    if (key == "columns") {
        auto columns = read_columns(node);
        if (!columns) return std::unexpected(columns.error());
        mapping.columns = *std::move(columns);
        return {};
    }
    if (key != "schema" && key != "table") {
        return refuse(Errc::validation_error, "there is no setting members." + key);
    }
    auto name = read_name(key, node);
    if (!name) return std::unexpected(name.error());
    (key == "schema" ? mapping.schema : mapping.table) = *std::move(name);
    return {};
}

}  // namespace

Result<Mapping> read_members(const toml::node& members) {
    const auto* table = members.as_table();
    if (table == nullptr) {
        return refuse(Errc::validation_error, "members must be a table: [members]");
    }
    Mapping mapping;
    for (const auto& [key, node] : *table) {
        const auto read = read_key(mapping, std::string(key.str()), node);
        if (!read) return std::unexpected(read.error());
    }
    if (mapping.table.empty()) return wrong_member("table", "must be set");
    const auto id = std::ranges::find(mapping.columns, Field::id_number, &MappedColumn::field);
    if (id == mapping.columns.end()) {
        return wrong_member("columns.id_number", "must be set: members are found by it");
    }
    return mapping;
}

std::vector<std::pair<std::string, std::string>> show_members(const Mapping& mapping) {
    std::vector<std::pair<std::string, std::string>> lines{
        {"members.schema", mapping.schema}, {"members.table", mapping.table}};
    for (const auto& [field, column] : mapping.columns)
        lines.emplace_back("members.columns." + std::string(check::name_of(field)), column);
    return lines;
}

}  // namespace rollcall::app
