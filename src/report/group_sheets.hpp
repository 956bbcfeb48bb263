// The sheets of a report that hold rows of the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/finding.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "report/duplicate_groups.hpp"
#include "report/file_row.hpp"
#include "report/line.hpp"
#include "report/pairing.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {

// The colour of a row: amber where its member was in the database before.
Shade shade_of(const load::RowRecord& record);

// Sheets stand in the order of docs/formats/report.md. Which of them have rows is known before the
// first row, from the ledger's counts: an empty one of the first six says so in A1, and those after
// them are left out when empty.
class GroupSheets {
public:
    struct Counts {
        load::Tally tally;
        bool any_row = false;  // also of rows that were never reached
    };

    // All three must outlive it.
    GroupSheets(
        sheet::writer::WorkbookWriter& workbook,
        const load::FileFacts& facts,
        const DuplicateGroups& duplicates,
        const Counts& counts
    );

    // Puts the row into each sheet that it belongs to. Needs: `row` was filled from it.
    void add(const Pairing& pair, const FileRow& row);

private:
    using Names = std::vector<std::string>;

    // The sheet's own columns, then the file's: all of them, or all but the ID number.
    Names with_columns(Names own) const;
    Names with_other_columns(Names own) const;
    sheet::writer::SheetWriter&
    add_sheet(std::string_view name, Names header, bool any_row, std::string_view when_empty);
    // Null when there is no row for it.
    sheet::writer::SheetWriter* add_optional(std::string_view name, Names header, bool any_row);
    void add_all_rows_sheet(bool any_row);

    void write_all_rows(const Pairing& pair, const FileRow& row);
    void write_new_member(const Pairing& pair, const FileRow& row);
    void write_updated(const Pairing& pair, const FileRow& row);
    void write_duplicate(const Pairing& pair, const FileRow& row);
    void write_refused(
        sheet::writer::SheetWriter& sheet,
        const Pairing& pair,
        const FileRow& row,
        check::Severity severity
    );
    void write_failed(const Pairing& pair, const FileRow& row);
    void write_warnings(const Pairing& pair, const FileRow& row);
    void add_other_columns(const FileRow& row);

    sheet::writer::WorkbookWriter& workbook_;
    const load::FileFacts& facts_;
    const DuplicateGroups& duplicates_;
    sheet::writer::SheetWriter* all_ = nullptr;
    sheet::writer::SheetWriter* invalid_ = nullptr;
    sheet::writer::SheetWriter* duplicate_ = nullptr;
    sheet::writer::SheetWriter* new_ = nullptr;
    sheet::writer::SheetWriter* updated_ = nullptr;
    sheet::writer::SheetWriter* out_of_scope_ = nullptr;
    sheet::writer::SheetWriter* failed_ = nullptr;
    sheet::writer::SheetWriter* warnings_ = nullptr;
    Line line_;
};

}  // namespace rollcall::report
