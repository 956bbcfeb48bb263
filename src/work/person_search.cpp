#include "work/person_search.hpp"

#include <expected>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "check/rules/id_number.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/child.hpp"

namespace rollcall::work {
namespace {

using sheet::child::ChildReader;

Result<std::set<std::uint32_t>> rows_of(ChildReader& reader, const WantedPerson& person) {
    std::set<std::uint32_t> rows;
    sheet::Batch batch;
    for (;;) {
        const auto more = reader.next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) return rows;
        for (std::size_t row = 0; row < batch.row_count(); ++row) {
            for (const auto& cell : batch.cells(row)) {
                if (names_person(batch.text(cell), person)) rows.insert(batch.row(row).number);
            }
        }
    }
}

}  // namespace

bool names_person(std::string_view text, const WantedPerson& person) {
    if (text.find(person.id_number) != std::string_view::npos) return true;
    const auto trimmed = trim(text);
    // Anything else that is the number begins with one of its digits.
    if (trimmed.empty() || trimmed.front() < '0' || trimmed.front() > '9') return false;
    const auto id = check::rules::read_id_number(trimmed, person.today);
    return id && id->text() == person.id_number;
}

Result<PersonRows>
find_person(const RowsQuery& query, const ReaderSettings& settings, const WantedPerson& person) {
    PersonRows found;
    auto reader = open_sheet(query, settings, std::nullopt);
    if (!reader) return std::unexpected(reader.error());
    const auto info = (*reader)->info();
    const auto look = [&](ChildReader& sheet, const std::string& name) -> Result<void> {
        auto rows = rows_of(sheet, person);
        if (!rows) return std::unexpected(rows.error());
        if (!rows->empty()) found[name].merge(*rows);
        return {};
    };
    const auto name = info.sheets.empty() ? std::string() : info.sheets[info.sheet].name;
    if (const auto looked = look(**reader, name); !looked) return std::unexpected(looked.error());
    for (std::uint32_t i = 0; i < info.sheets.size(); ++i) {
        if (i == info.sheet || !info.sheets[i].worksheet) continue;
        auto other = open_sheet(query, settings, i);
        if (!other) return std::unexpected(other.error());
        const auto looked = look(**other, info.sheets[i].name);
        if (!looked) return std::unexpected(looked.error());
    }
    return found;
}

}  // namespace rollcall::work
