// What a database says of a row, fit for a ledger that holds no values.
#pragma once

#include <string>
#include <string_view>

#include "load/merge.hpp"

namespace rollcall::load::postgres {

// The message without the row's own texts: PostgreSQL's words hold none, but those of a trigger of
// the table's owner may. Numbers and texts of a single character stay.
std::string redacted(std::string_view message, const FieldTexts& row);

}  // namespace rollcall::load::postgres
