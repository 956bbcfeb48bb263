// An entry's own header in front of its data, which must say what the directory says.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "sheet/file.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::zip {

struct Sizes {
    std::uint64_t packed = 0;
    std::uint64_t unpacked = 0;
};

// Replaces numbers that are all ones (too large for 32 bits) by those of the zip64 extra field.
// False when it does not hold them. `header_at` may be nullptr.
bool widen(std::string_view extra, Sizes& sizes, std::uint64_t* header_at);

// Sets `entry.data_at`. Refuses with FILE_CORRUPT when the header or the descriptor behind the data
// contradicts the directory, or the entry does not lie before `directory_at`.
Result<void> check_local_header(const File& file, Entry& entry, std::uint64_t directory_at);

}  // namespace rollcall::sheet::zip
