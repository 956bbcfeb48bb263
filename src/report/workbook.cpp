#include "report/workbook.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "report/duplicate_groups.hpp"
#include "report/file_row.hpp"
#include "report/group_sheets.hpp"
#include "report/pairing.hpp"
#include "report/subject.hpp"
#include "report/summary.hpp"
#include "sheet/reader.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {
namespace {

// Often enough that a cancel is heard within a fraction of a second.
constexpr std::uint64_t progress_rows = 4'096;

// A job that ended before its header was known: a summary, and sheets that say they are empty.
void write_without_rows(
    const Subject& subject,
    load::Ledger& ledger,
    sheet::writer::WorkbookWriter& workbook
) {
    const SummaryFacts facts;
    const DuplicateGroups duplicates(ledger, subject.job);
    auto& summary = add_summary_sheet(workbook);
    const GroupSheets sheets(workbook, facts.file, duplicates, {});
    write_summary(summary, subject, facts);
    workbook.finish();
}

// Whether the rows that were read have the outcomes that the ledger counted.
Result<void> compare(const load::Tally& counted, const load::Tally& recorded) {
    if (counted.outcomes == recorded.outcomes) return {};
    return refuse(Errc::corrupt_source, "The ledger's rows do not add up to its counts.");
}

}  // namespace

Result<void> write_workbook(
    const Subject& subject,
    sheet::Reader& rows,
    load::Ledger& ledger,
    const Target& target,
    const OnProgress& on_progress
) {
    const auto workbook = sheet::writer::create(target.file, target.scratch);
    const auto job = ledger.find(subject.job);
    if (!job || job->facts_json.empty()) {
        write_without_rows(subject, ledger, *workbook);
        return {};
    }

    SummaryFacts facts;
    facts.file = load::facts_from_json(job->facts_json);
    const auto& recorded = job->cursor.tally;
    const auto rows_total = std::max(facts.file.rows_total, job->cursor.rows_done);
    const DuplicateGroups duplicates(ledger, subject.job);
    Pairing pairing(rows, ledger.rows(subject.job, {}), facts.file.header_row);
    auto more = pairing.next();
    if (!more) return std::unexpected(more.error());

    auto& summary = add_summary_sheet(*workbook);
    const GroupSheets::Counts counts{.tally = recorded, .any_row = *more};
    GroupSheets sheets(*workbook, facts.file, duplicates, counts);
    FileRow row(facts.file, rows.info().date1904);
    load::Tally counted;
    std::uint64_t done = 0;
    for (; more && *more; more = pairing.next()) {
        const auto& record = pairing.record();
        row.fill(pairing.batch(), pairing.cells(), shade_of(record));
        sheets.add(pairing, row);
        ++counted.of(record.outcome);
        facts.wards.add(row.ward(), record.outcome);
        if (++done % progress_rows == 0 && on_progress(done, std::max(done, rows_total))) {
            return refuse(Errc::cancelled, "The report was cancelled.");
        }
    }
    if (!more) return std::unexpected(more.error());

    const auto unreached = counted.of(load::Outcome::not_processed);
    facts.tally = recorded;
    facts.tally.of(load::Outcome::not_processed) = unreached;
    if (auto fits = compare(counted, facts.tally); !fits) return fits;
    facts.cut_short = pairing.cut_short();
    write_summary(summary, subject, facts);
    workbook->finish();
    on_progress(done, done);
    return {};
}

}  // namespace rollcall::report
