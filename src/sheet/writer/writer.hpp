// sheet/writer: workbooks written as a stream, any number of rows, in one pass and constant memory.
//
// Several sheets may be written side by side: each is deflated as it goes into an unlinked spill
// file, and `finish` puts them into one container. No cell is ever a formula; text stays text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sheet::writer {

// A cell's look; the workbook has one style for each.
enum class Style : std::uint8_t {
    plain,
    header,     // bold white on a dark colour
    title,      // large and bold
    label,      // bold
    date,       // yyyy-mm-dd
    date_time,  // yyyy-mm-dd hh:mm:ss
    red,        // fill FFC7CE: not registered
    red_date,
    amber,  // fill FFEB9C: an existing member
    amber_date,
    text,  // what is typed into the cell later stays text too: ID and phone numbers
    red_date_time,
    amber_date_time,
};

struct Value {
    enum class Kind : std::uint8_t { blank, text, number, boolean };
    Kind kind = Kind::blank;
    Style style = Style::plain;
    // Text in UTF-8 (control characters are left out, more than 32,767 UTF-16 units are cut), or
    // a number's digits exactly as they are to stand in the file (what is no finite decimal number
    // is written as text), or "1" / "0".
    std::string_view text;
};

class SheetWriter {
public:
    SheetWriter() = default;
    SheetWriter(const SheetWriter&) = delete;
    SheetWriter& operator=(const SheetWriter&) = delete;
    virtual ~SheetWriter() = default;

    // The next row; values past column XFD are left out. A sheet that passes 1,048,576 rows goes
    // on in another, "<name> (2)", with the header row again. Throws Failure (Broken::disk_full
    // when there is no space).
    virtual void row(std::span<const Value> values) = 0;
    // Rows written, header rows not counted.
    virtual std::uint64_t rows() const = 0;
};

struct SheetOptions {
    std::string name;  // cleaned: at most 31 characters, none of []:*?/\, unique in the workbook
    std::vector<std::string> header;  // frozen, with a filter; empty: a sheet without one
    std::vector<double> widths;       // in characters; empty: fitted to header and first rows
};

class WorkbookWriter {
public:
    WorkbookWriter() = default;
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;
    virtual ~WorkbookWriter() = default;

    // Sheets stand in the workbook in the order in which they were added. Lives as long as this.
    virtual SheetWriter& add_sheet(SheetOptions options) = 0;

    // Writes the container to the descriptor given to `create`. Once; not synced.
    virtual void finish() = 0;
};

// Writes to `file` (from its start), spilling into unlinked files in `spill_folder`.
std::unique_ptr<WorkbookWriter> create(int file, const std::string& spill_folder);

}  // namespace rollcall::sheet::writer
