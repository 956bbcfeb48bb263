// The central directory, checked against every local header.
#pragma once

#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/file.hpp"
#include "sheet/zip/archive.hpp"
#include "sheet/zip/end_record.hpp"

namespace rollcall::sheet::zip {

// The entries in the directory's order. Refuses as Archive::open does.
Result<std::vector<Entry>>
read_directory(const File& file, const DirectoryPlace& place, const ReaderLimits& limits);

}  // namespace rollcall::sheet::zip
