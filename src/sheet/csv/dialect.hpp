// Which byte separates the cells, told from the first lines.
#pragma once

#include <cstddef>
#include <string_view>

namespace rollcall::sheet::csv {

struct Dialect {
    char separator = ',';
    std::size_t skip = 0;  // bytes of a `sep=` line, which is not a row
};

// `start` is the text's beginning, whole when the file is no longer. A `sep=` line decides; else
// the separator that most lines have equally often, outside quotes; then the one that makes more
// columns. A text without any: the tab for a file named .tsv or .tab, else the comma.
Dialect detect_dialect(std::string_view start, std::string_view file_name);

}  // namespace rollcall::sheet::csv
