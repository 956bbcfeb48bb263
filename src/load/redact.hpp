// A ledger's entry without what tells who its rows are of.
#pragma once

#include <cstdint>
#include <set>

#include "base/result.hpp"
#include "load/entry.hpp"

namespace rollcall::load {

// The entry with every `before` emptied but for which fields changed, and without the last digits
// of these rows, by the sheet's numbers. The same again once it is so. Refuses with corrupt_source.
Result<Entry> redacted(const Entry& entry, const std::set<std::uint32_t>& rows);

}  // namespace rollcall::load
