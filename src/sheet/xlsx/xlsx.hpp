// sheet/xlsx: a workbook's sheet to batches of rows, as a stream.
//
// package/ finds the parts, xml/ makes text and tags of them, and here rows are made: SharedStrings
// holds the texts that cells refer to, SheetScanner walks the rows, UsualCells reads the cells that
// every program writes at the speed of memory, RowBuilder puts them into a Batch. What is wrong
// with one cell becomes a flag of that cell; what makes rows uncertain ends the file.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::xlsx {

// Opens the workbook in `source.file`, which must outlive the reader, as must `source.spill`.
// Refuses with the FILE_… codes, NO_SHEET, EXTERNAL_REFERENCE, XML_…, ENCODING,
// SHARED_STRINGS_TOO_LARGE. `next` refuses with those and BAD_REFERENCE, TOO_MANY_…, CELL_TOO_LONG.
Result<std::unique_ptr<Reader>> open(const Source& source, const OpenOptions& options);

}  // namespace rollcall::sheet::xlsx
