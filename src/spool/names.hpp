// What uploads and documents may be called, in every store.
#pragma once

#include <string_view>

namespace rollcall::spool {

// 64 lower-case hex digits.
bool is_sha256(std::string_view text);

// 1 to 200 of the ASCII letters, digits, `-`, `_` and `.`; the first is no dot.
bool is_document_name(std::string_view name);

}  // namespace rollcall::spool
