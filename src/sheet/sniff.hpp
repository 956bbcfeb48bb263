// What a file is, told by its first bytes. The name never decides.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet {

enum class Kind : std::uint8_t { zip, text };

// Needs: the first bytes of the file, at least 4 KiB where it has them. Refuses with FILE_EMPTY,
// FILE_LEGACY_XLS, FILE_ENCRYPTED (where the bytes show it), FILE_ODS (its mimetype entry comes
// first), FILE_XLSB where the first bytes show it, FILE_NOT_A_SPREADSHEET (saying what it looks
// like: PDF, HTML, image, …).
Result<Kind> sniff(std::string_view first_bytes);

// The same with the whole file at hand: an OLE file's directory, which tells FILE_ENCRYPTED from
// FILE_LEGACY_XLS, may stand anywhere in it.
Result<Kind> sniff(const File& file);

// How many first bytes `sniff` wants to see.
inline constexpr std::uint32_t sniff_bytes = 4096;

}  // namespace rollcall::sheet
