// Where a zip file's directory lies: the end record, found from the back of the file.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::zip {

struct DirectoryPlace {
    std::uint64_t at = 0;  // from the start of the file
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
    // Bytes before the archive itself (a self-extractor's program, mail headers): every offset in
    // the archive counts from behind them.
    std::uint64_t base = 0;
};

// Finds the directory, also behind a comment or trailing junk, and in zip64 files. Refuses with
// FILE_TRUNCATED (starts as a zip file but has no end), FILE_NOT_A_SPREADSHEET (no zip file at
// all) and FILE_CORRUPT (an end record that points nowhere, or two that contradict each other).
Result<DirectoryPlace> find_directory(const File& file);

}  // namespace rollcall::sheet::zip
