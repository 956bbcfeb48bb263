#include "report/corrections.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "report/file_row.hpp"
#include "report/line.hpp"
#include "report/pairing.hpp"
#include "report/reasons.hpp"
#include "report/subject.hpp"
#include "report/workbook.hpp"
#include "sheet/reader.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;
using sheet::writer::Style;

constexpr std::uint64_t progress_rows = 4'096;

bool did_not_load(Outcome outcome) {
    return outcome == Outcome::invalid || outcome == Outcome::out_of_scope ||
           outcome == Outcome::failed || outcome == Outcome::not_processed;
}

std::unexpected<Error> every_row_loaded() {
    return refuse(Errc::not_found, "every row loaded");
}

// Whether the counts alone tell that there is nothing to correct.
bool all_loaded(const load::JobLedger& job, const load::FileFacts& facts) {
    const auto& tally = job.cursor.tally;
    return facts.rows_total > 0 && job.cursor.rows_done == facts.rows_total &&
           tally.of(Outcome::invalid) + tally.of(Outcome::out_of_scope) +
                   tally.of(Outcome::failed) ==
               0;
}

std::vector<std::string> header_of(const load::FileFacts& facts) {
    const auto width =
        std::min<std::size_t>(facts.headers.size(), sheet_columns_max - FileRow::own_columns_max);
    std::vector<std::string> header(
        facts.headers.begin(), facts.headers.begin() + static_cast<std::ptrdiff_t>(width)
    );
    header.emplace_back("Reason");
    return header;
}

}  // namespace

Result<void> write_corrections(
    const Subject& subject,
    sheet::Reader& rows,
    load::Ledger& ledger,
    const Target& target,
    const OnProgress& on_progress
) {
    const auto job = ledger.find(subject.job);
    if (!job || job->facts_json.empty()) {
        return refuse(Errc::not_found, "The job ended before it read a row.");
    }
    const auto facts = load::facts_from_json(job->facts_json);
    if (all_loaded(*job, facts)) return every_row_loaded();

    const auto workbook = sheet::writer::create(target.file, target.scratch);
    auto& sheet =
        workbook->add_sheet({.name = "Corrections", .header = header_of(facts), .widths = {}});
    Pairing pairing(rows, ledger.rows(subject.job, {}), facts.header_row);
    FileRow row(facts, rows.info().date1904);
    Line line;
    std::uint64_t done = 0;
    auto more = pairing.next();
    for (; more && *more; more = pairing.next()) {
        if (++done % progress_rows == 0 && on_progress(done, std::max(done, facts.rows_total))) {
            return refuse(Errc::cancelled, "The corrections file was cancelled.");
        }
        const auto& record = pairing.record();
        if (!did_not_load(record.outcome)) continue;
        row.fill(pairing.batch(), pairing.cells(), Shade::none);
        line.start(Style::plain).values(row.columns()).made(reason_of(record, facts));
        sheet.row(line.values(row.extras()).view());
    }
    if (!more) return std::unexpected(more.error());
    if (sheet.rows() == 0) return every_row_loaded();
    workbook->finish();
    return {};
}

}  // namespace rollcall::report
