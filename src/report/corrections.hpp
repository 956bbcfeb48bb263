// The corrections file: the rows that did not load, in the file's own columns plus the reason.
#pragma once

#include "base/result.hpp"
#include "report/workbook.hpp"

namespace rollcall::report {

// Rows of outcome invalid, out_of_scope, failed and those never reached, ready to be mended and
// uploaded again. Refuses with not_found ("every row loaded") when there is none.
Result<void> write_corrections(
    const Subject& subject,
    sheet::Reader& rows,
    load::Ledger& ledger,
    const Target& target,
    const OnProgress& on_progress
);

}  // namespace rollcall::report
