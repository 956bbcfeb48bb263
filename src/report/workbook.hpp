// The report workbook of a job (members.md 7).
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "load/ledger.hpp"
#include "report/subject.hpp"
#include "sheet/reader.hpp"

namespace rollcall::report {

// Where a workbook is written to.
struct Target {
    int file = -1;
    std::string scratch;  // a folder for unlinked temporary files
};

// Called now and then with rows written and rows to write; true: stop, the work is cancelled.
using OnProgress = std::function<bool(std::uint64_t, std::uint64_t)>;

// Reads the file again beside the ledger and writes every sheet in one pass, in constant memory but
// for eight bytes a duplicate row. Needs: `rows` stands before its first batch, on the same sheet.
// Refuses with the reader's codes, corrupt_source when file and ledger do not fit, cancelled.
// Throws Failure (Broken::disk_full) when there is no space.
Result<void> write_workbook(
    const Subject& subject,
    sheet::Reader& rows,
    load::Ledger& ledger,
    const Target& target,
    const OnProgress& on_progress
);

}  // namespace rollcall::report
