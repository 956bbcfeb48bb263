#include "load/facts.hpp"

#include <utility>

#include <boost/json.hpp>  // IWYU pragma: keep

#include "base/failure.hpp"

namespace rollcall::load {
namespace {

namespace json = boost::json;

[[noreturn]] void throw_damaged(std::string_view what) {
    throw Failure("the ledger's facts of a file: " + std::string(what), Broken::corrupt_data);
}

template <class T>
void read(const json::object& object, std::string_view name, T& value) {
    const auto* const found = object.if_contains(name);
    if (found == nullptr) throw_damaged("no " + std::string(name));
    auto read = json::try_value_to<T>(*found);
    if (!read) throw_damaged("no good " + std::string(name));
    value = *std::move(read);
}

}  // namespace

std::string to_json(const FileFacts& facts) {
    json::object object{
        {"sheet_name", facts.sheet_name},
        {"sheets_not_read", json::value_from(facts.sheets_not_read)},
        {"header_row", facts.header_row},
        {"headers", json::value_from(facts.headers)},
        {"id_column", facts.id_column},
        {"warnings", json::value_from(facts.warnings)},
        {"rows_total", facts.rows_total},
        {"blank_rows", facts.blank_rows},
    };
    if (!facts.erased_at.empty()) object["erased_at"] = facts.erased_at;
    return json::serialize(object);
}

FileFacts facts_from_json(std::string_view text) {
    json::error_code error;
    const auto parsed = json::parse(text, error);
    if (error || !parsed.is_object()) throw_damaged("no JSON object");
    const auto& object = parsed.get_object();
    FileFacts facts;
    read(object, "sheet_name", facts.sheet_name);
    read(object, "sheets_not_read", facts.sheets_not_read);
    read(object, "header_row", facts.header_row);
    read(object, "headers", facts.headers);
    read(object, "id_column", facts.id_column);
    read(object, "warnings", facts.warnings);
    read(object, "rows_total", facts.rows_total);
    read(object, "blank_rows", facts.blank_rows);
    if (object.contains("erased_at")) read(object, "erased_at", facts.erased_at);
    return facts;
}

}  // namespace rollcall::load
