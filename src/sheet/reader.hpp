// The contract of every reader: a file's first sheet in, batches of rows out, pulled.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"

namespace rollcall::sheet {

enum class Format : std::uint8_t { xlsx, csv };

struct SheetName {
    std::string name;
    bool hidden = false;
    bool worksheet = true;  // false: a chart or dialog sheet, which has no rows to read
};

// What is known once the file is open, before its first row.
struct Info {
    Format format = Format::xlsx;
    std::vector<SheetName> sheets;  // in workbook order; a CSV file has none
    std::uint32_t sheet = 0;        // the one that is read, an index into `sheets`
    bool date1904 = false;
    std::string encoding;  // CSV: "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"
    char delimiter = 0;    // CSV: , ; tab |
};

// How far the reader is, for progress before the number of rows is known.
struct Position {
    std::uint64_t bytes_read = 0;   // of the sheet's part (unpacked) or of the file
    std::uint64_t bytes_total = 0;  // 0: not known
};

// What the reader noticed of the file as a whole. Complete after the last batch.
struct Notes {
    std::uint32_t hidden_rows = 0;   // rows that the sheet hides; they are read all the same
    std::uint32_t blank_rows = 0;    // rows without a value, up to the last row that has one
    bool rows_out_of_order = false;  // read as they stand
    bool windows_1252 = false;       // CSV that is not UTF-8: decoded as Windows-1252 as a whole
};

// Used by one thread at a time. Refusals are the file's own error codes (FILE_…, TOO_MANY_…);
// after one, or after the end, the reader is done. Throws Failure when the world breaks.
class Reader {
public:
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    virtual ~Reader() = default;

    virtual const Info& info() const = 0;

    // Fills the batch with the next rows (clearing it first); false at the end of the sheet.
    // The first batch holds the first 50 rows that have a value, or all there are.
    virtual Result<bool> next(Batch& batch) = 0;

    virtual Position position() const = 0;
    virtual Notes notes() const = 0;
};

// Which sheet of a workbook is wanted.
struct OpenOptions {
    // An index into Info::sheets; without one, the first visible worksheet.
    std::optional<std::uint32_t> sheet;
    // By the name a CSV and a TSV differ where the content leaves it open; never for more.
    std::string file_name;
    ReaderLimits limits;
};

// The bytes to read: an open file (read by pread, its offset is not moved), and an empty unlinked
// file that the reader may fill when shared strings outgrow memory (-1: none; then they may not).
struct Source {
    int file = -1;
    int spill = -1;
};

// Opens by content, in this process, without a sandbox: for the reader child itself, for tests and
// fuzz targets. Refuses with FILE_… what is not a workbook, and NO_SHEET.
Result<std::unique_ptr<Reader>> open_here(const Source& source, const OpenOptions& options);

}  // namespace rollcall::sheet
