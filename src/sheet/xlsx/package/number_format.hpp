// What a number format shows: a number, or a date or time.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollcall::sheet::xlsx::package {

// Formats that every workbook has without naming them (ECMA-376 part 1, 18.8.30).
bool is_builtin_date(std::uint32_t format_id);

// Whether the code holds y, m, d, h or s outside quotes, brackets and escapes; `[h]`, `[mm]` and
// `[ss]` (elapsed time) count too.
bool is_date_code(std::string_view code);

}  // namespace rollcall::sheet::xlsx::package
