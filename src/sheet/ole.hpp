// OLE compound files: what .xls files and password-protected workbooks are wrapped in. Only the
// one question is asked that decides the cure.
#pragma once

#include <string_view>

#include "sheet/file.hpp"

namespace rollcall::sheet::ole {

bool is_ole(std::string_view first_bytes);

// Whether it holds an encrypted package, by the names that these bytes show.
bool is_encrypted(std::string_view first_bytes);
// The same, by the file's directory. Needs: `is_ole` of its first bytes.
bool is_encrypted(const File& file);

}  // namespace rollcall::sheet::ole
