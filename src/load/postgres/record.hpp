// Rows within a column of an answer, as PostgreSQL sends them in binary.
#pragma once

#include <string_view>

#include "load/merge.hpp"

namespace rollcall::load::postgres {

// The texts of a ROW(…) of all fields. Views into the bytes. Throws Failure on anything else.
FieldTexts read_record(std::string_view bytes);

}  // namespace rollcall::load::postgres
