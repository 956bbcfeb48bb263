// sheet/csv: delimited text to batches of rows, as a stream.
//
// A first pass over the file decides its encoding (encoding); Input hands it out as UTF-8, window
// by window; Dialect tells the separator from the first lines; Scanner finds the bytes that matter,
// 64 at a time; the reader makes rows of what stands between them. Every cell is text: `check`
// decides what it means.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::csv {

// Opens the text in `source.file`, which must outlive the reader. Refuses with FILE_EMPTY and
// ENCODING. `next` refuses with CSV_UNCLOSED_QUOTE, CSV_LINE_TOO_LONG, CELL_TOO_LONG,
// TOO_MANY_ROWS, TOO_MANY_COLUMNS and FILE_TOO_LARGE (more cells than may be handed on).
Result<std::unique_ptr<Reader>> open(const Source& source, const OpenOptions& options);

}  // namespace rollcall::sheet::csv
