#include "report/group_sheets.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "check/field.hpp"
#include "check/finding.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "report/duplicate_groups.hpp"
#include "report/file_row.hpp"
#include "report/pairing.hpp"
#include "report/reasons.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;
using sheet::writer::SheetWriter;
using sheet::writer::Style;
using sheet::writer::Value;

constexpr std::size_t columns_max = sheet_columns_max - FileRow::own_columns_max;

// Whether the row's member was in the database before; nothing where that is not known or may not
// be told.
std::string_view already_exists(const load::RowRecord& record) {
    switch (record.outcome) {
        case Outcome::inserted: return "No";
        case Outcome::updated:
        case Outcome::unchanged: return "Yes";
        case Outcome::skipped: return record.before ? "Yes" : "No";
        default: return {};
    }
}

Style style_of(Shade shade) {
    if (shade == Shade::none) return Style::plain;
    return shade == Shade::red ? Style::red : Style::amber;
}

}  // namespace

Shade shade_of(const load::RowRecord& record) {
    return record.before ? Shade::amber : Shade::none;
}

GroupSheets::GroupSheets(
    sheet::writer::WorkbookWriter& workbook,
    const load::FileFacts& facts,
    const DuplicateGroups& duplicates,
    const Counts& counts
)
    : workbook_(workbook), facts_(facts), duplicates_(duplicates) {
    const auto any = [&](Outcome outcome) { return counts.tally.of(outcome) > 0; };
    add_all_rows_sheet(counts.any_row);
    const auto refused = with_other_columns({"Row Number", "Error Code", "Error", "ID Number"});
    invalid_ =
        &add_sheet("Invalid IDs", refused, any(Outcome::invalid), "No rows: every row is valid.");
    duplicate_ = &add_sheet(
        "Duplicates",
        with_other_columns({"Row Number", "ID Number", "Duplicate Count", "All Row Numbers"}),
        any(Outcome::duplicate),
        "No rows: no ID number stands in the file twice."
    );
    add_sheet("Not Registered", {}, false, "No rows: voter verification is off.");
    new_ = &add_sheet(
        "New Members",
        with_columns({"Row Number"}),
        any(Outcome::inserted),
        "No rows: no member is new."
    );
    updated_ = &add_sheet(
        "Existing Members (Updated)",
        with_other_columns(
            {"Row Number",
             "ID Number",
             "Existing Member Name",
             "Existing Ward",
             "Existing VD",
             "Ward Changed",
             "VD Changed",
             "What Changed"}
        ),
        any(Outcome::updated),
        "No rows: no existing member was changed."
    );
    out_of_scope_ = add_optional("Out Of Scope", refused, any(Outcome::out_of_scope));
    failed_ = add_optional(
        "Database Errors",
        with_other_columns({"Row Number", "Error", "ID Number"}),
        any(Outcome::failed)
    );
    warnings_ = add_optional(
        "Warnings",
        {"Row Number", "Warning Code", "Warning", "Column", "ID Number"},
        counts.tally.warnings > 0
    );
}

void GroupSheets::add(const Pairing& pair, const FileRow& row) {
    write_all_rows(pair, row);
    switch (pair.record().outcome) {
        case Outcome::inserted: write_new_member(pair, row); break;
        case Outcome::updated: write_updated(pair, row); break;
        case Outcome::invalid: write_refused(*invalid_, pair, row, check::Severity::invalid); break;
        case Outcome::duplicate: write_duplicate(pair, row); break;
        case Outcome::out_of_scope:
            if (out_of_scope_ == nullptr) break;
            write_refused(*out_of_scope_, pair, row, check::Severity::out_of_scope);
            break;
        case Outcome::failed: write_failed(pair, row); break;
        case Outcome::unchanged:
        case Outcome::skipped:
        case Outcome::not_processed: break;
    }
    if (warnings_ != nullptr) write_warnings(pair, row);
}

GroupSheets::Names GroupSheets::with_columns(Names own) const {
    const auto count = std::min(facts_.headers.size(), columns_max);
    for (std::size_t i = 0; i < count; ++i)
        own.push_back(facts_.headers[i]);
    return own;
}

GroupSheets::Names GroupSheets::with_other_columns(Names own) const {
    const auto first = own.size();
    own = with_columns(std::move(own));
    const auto id_column = first + facts_.id_column;
    if (id_column < own.size()) own.erase(own.begin() + static_cast<std::ptrdiff_t>(id_column));
    return own;
}

SheetWriter& GroupSheets::add_sheet(
    std::string_view name,
    Names header,
    bool any_row,
    std::string_view when_empty
) {
    if (any_row) {
        return workbook_.add_sheet(
            {.name = std::string(name), .header = std::move(header), .widths = {}}
        );
    }
    auto& sheet = workbook_.add_sheet({.name = std::string(name), .header = {}, .widths = {}});
    sheet.row(line_.start(Style::label).text(when_empty).view());
    return sheet;
}

SheetWriter* GroupSheets::add_optional(std::string_view name, Names header, bool any_row) {
    return any_row ? &add_sheet(name, std::move(header), true, {}) : nullptr;
}

void GroupSheets::add_all_rows_sheet(bool any_row) {
    auto header = with_columns({});
    for (const auto* own :
         {"Outcome",
          "Warnings",
          "IEC Registered",
          "IEC Ward",
          "IEC VD Code",
          "Already Exists",
          "Existing Member Name",
          "Existing Ward",
          "Existing VD"}) {
        header.emplace_back(own);
    }
    all_ = &add_sheet(
        "All Uploaded Rows", std::move(header), any_row, "No rows: none of the file was read."
    );
}

void GroupSheets::write_all_rows(const Pairing& pair, const FileRow& row) {
    const auto& record = pair.record();
    line_.start(style_of(shade_of(record))).values(row.columns());
    line_.text(load::to_string(record.outcome));
    if (record.findings.empty()) {
        line_.text({});
    } else {
        line_.made(sentences(record, check::Severity::warning, facts_));
    }
    line_.text({}).text({}).text({});
    line_.text(already_exists(record));
    if (record.before) {
        line_.text(record.before->name).text(record.before->ward_code);
        line_.text(record.before->voting_district_code);
    } else {
        line_.text({}).text({}).text({});
    }
    all_->row(line_.values(row.extras()).view());
}

void GroupSheets::write_new_member(const Pairing& pair, const FileRow& row) {
    line_.start(Style::plain).number(pair.number()).values(row.columns());
    new_->row(line_.values(row.extras()).view());
}

void GroupSheets::write_updated(const Pairing& pair, const FileRow& row) {
    static const load::Before unknown;
    const auto& record = pair.record();
    const auto& before = record.before ? *record.before : unknown;
    const auto changed = [&](check::Field field) { return before.changes(field) ? "Yes" : "No"; };
    line_.start(style_of(shade_of(record))).number(pair.number()).value(row.id_number());
    line_.text(before.name).text(before.ward_code).text(before.voting_district_code);
    line_.text(changed(check::Field::ward_code));
    line_.text(changed(check::Field::voting_district_code));
    line_.made(changed_columns(before));
    add_other_columns(row);
    updated_->row(line_.view());
}

void GroupSheets::write_duplicate(const Pairing& pair, const FileRow& row) {
    const auto first_row = pair.record().first_row;
    line_.start(Style::plain).number(pair.number()).value(row.id_number());
    line_.number(duplicates_.count(first_row)).made(duplicates_.row_numbers(first_row));
    add_other_columns(row);
    duplicate_->row(line_.view());
}

void GroupSheets::write_refused(
    SheetWriter& sheet,
    const Pairing& pair,
    const FileRow& row,
    check::Severity severity
) {
    const auto* finding = first_finding(pair.record(), severity);
    line_.start(Style::plain).number(pair.number());
    line_.text(finding == nullptr ? std::string_view() : check::to_string(finding->code));
    line_.made(reason_of(pair.record(), facts_)).value(row.id_number());
    add_other_columns(row);
    sheet.row(line_.view());
}

void GroupSheets::write_failed(const Pairing& pair, const FileRow& row) {
    if (failed_ == nullptr) return;
    line_.start(Style::plain).number(pair.number());
    line_.made(reason_of(pair.record(), facts_)).value(row.id_number());
    add_other_columns(row);
    failed_->row(line_.view());
}

void GroupSheets::write_warnings(const Pairing& pair, const FileRow& row) {
    for (const auto& finding : pair.record().findings) {
        if (check::severity_of(finding.code) != check::Severity::warning) continue;
        const bool named = finding.column < facts_.headers.size();
        line_.start(Style::plain).number(pair.number()).text(check::to_string(finding.code));
        line_.made(sentence(finding, facts_));
        line_.text(named ? facts_.headers[finding.column] : std::string_view());
        warnings_->row(line_.value(row.id_number()).view());
    }
}

void GroupSheets::add_other_columns(const FileRow& row) {
    const auto columns = row.columns();
    const auto id_column = row.id_column();
    line_.values(columns.first(std::min(id_column, columns.size())));
    if (id_column < columns.size()) line_.values(columns.subspan(id_column + 1));
    line_.values(row.extras());
}

}  // namespace rollcall::report
