// Member files that look like real ones, of people who do not exist.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/sample_rows.hpp"

namespace rollcall::cli {

// Writes a sample list as a workbook, or as CSV when the path ends in ".csv": the same options give
// the same cells. In constant memory, whatever the number of rows. Refuses with validation_error
// what cannot be made, storage_full and internal_error when the file cannot be written.
// Throws Failure (sheet/writer) when the disk breaks off a workbook.
Result<void> write_sample(const std::string& path, const SampleOptions& options);

}  // namespace rollcall::cli
