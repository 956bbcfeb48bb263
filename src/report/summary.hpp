// The first sheet of a report: what was uploaded, and what became of it, in numbers.
#pragma once

#include <string>

#include "load/facts.hpp"
#include "load/tally.hpp"
#include "report/subject.hpp"
#include "report/ward_counts.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {

struct SummaryFacts {
    load::FileFacts file;
    load::Tally tally;  // with the rows that were never reached
    WardCounts wards;
    std::string cut_short;  // why the file could not be read to its end; else empty
};

// Adds the sheet; it must be the workbook's first.
sheet::writer::SheetWriter& add_summary_sheet(sheet::writer::WorkbookWriter& workbook);

void write_summary(
    sheet::writer::SheetWriter& sheet,
    const Subject& subject,
    const SummaryFacts& facts
);

}  // namespace rollcall::report
