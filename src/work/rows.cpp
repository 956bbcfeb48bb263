#include "work/rows.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace rollcall::work {
namespace {

using sheet::child::ChildReader;

Result<Rows> read_header(std::unique_ptr<ChildReader> reader) {
    Rows rows;
    rows.reader = std::move(reader);
    const auto more = rows.reader->next(rows.first);
    if (!more) return std::unexpected(more.error());
    if (!*more || rows.first.empty()) {
        return refuse(
            Errc::no_rows, "the sheet is empty: it needs a header row and members below it"
        );
    }
    auto header = check::find_header(rows.first);
    if (!header) return std::unexpected(header.error());
    rows.header = *std::move(header);
    return rows;
}

// The visible worksheets after `after`, in workbook order.
std::optional<std::uint32_t> next_visible(const sheet::Info& info, std::uint32_t after) {
    for (auto i = after + 1; i < info.sheets.size(); ++i) {
        if (!info.sheets[i].hidden && info.sheets[i].worksheet) return i;
    }
    return std::nullopt;
}

bool may_stand_on_another_sheet(const Error& error) {
    return error.code == Errc::no_header || error.code == Errc::no_rows;
}

std::string hidden_rows_warning(std::uint32_t hidden) {
    return with_commas(hidden) + " rows are hidden in the sheet; they were read like the others";
}

std::vector<std::string> reader_warnings(const sheet::Notes& notes) {
    std::vector<std::string> warnings;
    if (notes.hidden_rows > 0) warnings.push_back(hidden_rows_warning(notes.hidden_rows));
    if (notes.rows_out_of_order) {
        warnings.emplace_back("rows do not stand in the order of their numbers; read as they stand"
        );
    }
    if (notes.windows_1252) {
        warnings.emplace_back(
            "the file is not UTF-8: it was read as Windows-1252; check names with accents"
        );
    }
    return warnings;
}

}  // namespace

Result<std::unique_ptr<ChildReader>> open_sheet(
    const RowsQuery& query,
    const ReaderSettings& settings,
    std::optional<std::uint32_t> sheet
) {
    sheet::child::ChildOptions options;
    options.open.sheet = sheet;
    options.open.file_name = query.file_name;
    options.open.limits = settings.limits;
    options.program = settings.program;
    options.sandbox = settings.sandbox;
    options.stop = query.stop;
    return settings.open(query.file, settings.scratch, options);
}

Result<Rows> open_rows(const RowsQuery& query, const ReaderSettings& settings) {
    if (query.sheet) {
        auto reader = reopen(query, settings);
        if (!reader) return std::unexpected(reader.error());
        return read_header(*std::move(reader));
    }
    auto reader = open_sheet(query, settings, std::nullopt);
    if (!reader) return std::unexpected(reader.error());
    const auto info = (*reader)->info();
    auto rows = read_header(*std::move(reader));
    // Of the sheets without a header the first one's refusal is told: it is what people look at.
    auto index = info.sheet;
    while (!rows && may_stand_on_another_sheet(rows.error())) {
        const auto next = next_visible(info, index);
        if (!next) break;
        index = *next;
        auto other = open_sheet(query, settings, index);
        if (!other) return std::unexpected(other.error());
        auto found = read_header(*std::move(other));
        if (found || !may_stand_on_another_sheet(found.error())) rows = std::move(found);
    }
    return rows;
}

Result<std::unique_ptr<ChildReader>>
reopen(const RowsQuery& query, const ReaderSettings& settings) {
    auto reader = open_sheet(query, settings, std::nullopt);
    if (!reader || !query.sheet || query.sheet->empty()) return reader;
    const auto& sheets = (*reader)->info().sheets;
    const auto found = std::ranges::find(sheets, *query.sheet, &sheet::SheetName::name);
    if (found == sheets.end()) {
        return refuse(Errc::no_sheet, "the workbook has no sheet of the name that was read before");
    }
    const auto index = static_cast<std::uint32_t>(found - sheets.begin());
    if (index == (*reader)->info().sheet) return reader;
    return open_sheet(query, settings, index);
}

load::FileFacts facts_of(const Rows& rows, std::uint64_t rows_total) {
    const auto& info = rows.reader->info();
    const auto notes = rows.reader->notes();
    load::FileFacts facts;
    for (std::uint32_t i = 0; i < info.sheets.size(); ++i) {
        if (i == info.sheet) {
            facts.sheet_name = info.sheets[i].name;
        } else {
            facts.sheets_not_read.push_back(info.sheets[i].name);
        }
    }
    facts.header_row = rows.header.row_number;
    facts.headers = rows.header.names;
    facts.id_column = rows.header.id_column;
    facts.warnings = rows.header.warnings;
    for (auto& warning : reader_warnings(notes))
        facts.warnings.push_back(std::move(warning));
    facts.rows_total = rows_total;
    facts.blank_rows = notes.blank_rows;
    return facts;
}

}  // namespace rollcall::work
