// A member file opened on the sheet that carries its rows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "check/check.hpp"
#include "load/facts.hpp"
#include "sheet/child/child.hpp"
#include "sheet/sheet.hpp"

namespace rollcall::work {

// Starts the reader of an open file; sheet::child::open but where no process can be had.
using OpenReader = std::function<Result<std::unique_ptr<sheet::child::ChildReader>>(
    int file,
    const std::string& spill_folder,
    const sheet::child::ChildOptions& options
)>;

// How readers are started; the same for every file.
struct ReaderSettings {
    ReaderLimits limits;
    std::string scratch;  // a folder for the unlinked spill file
    std::string program = "/proc/self/exe";
    bool sandbox = true;
    OpenReader open = sheet::child::open;
};

// The first visible sheet that has a header row, or the one asked for; its first batch is read.
struct Rows {
    std::unique_ptr<sheet::child::ChildReader> reader;
    sheet::Batch first;
    check::Header header;
};

struct RowsQuery {
    int file = -1;
    std::string file_name;             // its ending may tell a TSV from a CSV
    std::optional<std::string> sheet;  // by name: for a second look at the same file
    std::stop_token stop;              // cancels while the file is opened
};

// Refuses with the reader's and the header's codes; NO_HEADER when no visible sheet has one.
Result<Rows> open_rows(const RowsQuery& query, const ReaderSettings& settings);

// A reader on that sheet, before its first batch: for the report, which reads the file again.
Result<std::unique_ptr<sheet::child::ChildReader>>
reopen(const RowsQuery& query, const ReaderSettings& settings);

// A reader on the sheet of that index, hidden or not; without one, on the first visible sheet.
Result<std::unique_ptr<sheet::child::ChildReader>> open_sheet(
    const RowsQuery& query,
    const ReaderSettings& settings,
    std::optional<std::uint32_t> sheet
);

// What status, report and corrections need to know of the file. Complete once the sheet was read to
// its end (`rows_total`), without the warnings of the reader's notes before.
load::FileFacts facts_of(const Rows& rows, std::uint64_t rows_total);

}  // namespace rollcall::work
