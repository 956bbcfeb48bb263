// A geography file opened and read to its end.
#pragma once

#include "base/result.hpp"
#include "check/geography/place_list.hpp"
#include "work/rows.hpp"

namespace rollcall::work {

// Reads the first visible sheet in a child, as a list of members is read. Refuses with the reader's
// codes, no_header, duplicate_columns, no_rows, and with unreadable_file what does not fit
// together.
Result<check::geography::PlaceList>
read_geography(const RowsQuery& query, const ReaderSettings& settings);

}  // namespace rollcall::work
