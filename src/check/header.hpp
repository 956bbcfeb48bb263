// The file's own header row: which of its columns is what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "check/schema.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check {

struct Header {
    std::uint32_t row_number = 0;    // the sheet's own
    std::size_t first_data_row = 0;  // an index into the first batch (its size: none there)
    // The file's columns from A on, as people see them; "Column Y" for a blank header.
    std::vector<std::string> names;
    std::vector<std::optional<ColumnKey>> columns;  // as many; nothing: unknown
    // How many of them the header row itself names; later ones only hold data.
    std::uint16_t width = 0;
    std::uint16_t id_column = 0;
    std::vector<std::string> warnings;  // file level, as sentences
};

// Finds the header in the sheet's first 50 rows: the first row that names an ID number and one more
// known column, else the row that names most, at least three. Of two headers for one column the
// template's spelling wins, and the other counts as unknown. Refuses with NO_HEADER,
// MISSING_COLUMNS (naming all that miss), DUPLICATE_COLUMNS (naming both cells).
// Needs: the reader's first batch, which holds those rows.
Result<Header> find_header(const sheet::Batch& first);

}  // namespace rollcall::check
