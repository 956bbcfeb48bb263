// The rows of a job's ledger, a chunk read at a time from wherever it is kept.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "load/entry.hpp"
#include "load/ledger.hpp"

namespace rollcall::load {

// A chunk is never changed once it is committed, so each is read by itself: a report that is
// written for minutes holds no snapshot of the database.
class StoredRows final : public RowCursor {
public:
    // The next chunk, in order, that may hold a row that is asked for; nothing at the end.
    using NextEntry = std::function<std::optional<Entry>()>;

    StoredRows(NextEntry next_entry, const RowQuery& query)
        : next_entry_(std::move(next_entry)), query_(query) {}

    // Throws Failure (Broken::corrupt_data) on bytes that `make_entry` never writes.
    bool next(RowRecord& record) override;

private:
    bool open_next();

    NextEntry next_entry_;
    RowQuery query_;
    std::unique_ptr<EntryRows> rows_;
};

// Whether a row that the query asks for stands in the chunk of these outcomes.
bool holds(const RowQuery& query, std::uint64_t first_ordinal, std::string_view outcomes);

}  // namespace rollcall::load
