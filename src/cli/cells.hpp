// `rollcall cells FILE`: the cells of a sheet as the reader hands them on.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "work/rows.hpp"

namespace rollcall::cli {

struct CellsOptions {
    std::string path;
    std::uint32_t sheet = 0;  // from 0, in workbook order, hidden or not
    work::ReaderSettings reader;
};

// A line a cell: row, column (both from 1), type (s text, n number, b boolean, e error, d ISO
// date), value; tabs and line ends in texts as \t, \r and \n. Refuses with the file's own codes.
Result<void> print_cells(const CellsOptions& options, std::ostream& out);

}  // namespace rollcall::cli
