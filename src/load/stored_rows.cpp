#include "load/stored_rows.hpp"

#include "base/failure.hpp"

namespace rollcall::load {

bool StoredRows::next(RowRecord& record) {
    while (rows_ || open_next()) {
        const auto more = rows_->next(record);
        if (!more) throw Failure(more.error().message, Broken::corrupt_data);
        if (!*more) {
            rows_.reset();
        } else if (record.ordinal >= query_.from_ordinal &&
                   (!query_.outcome || record.outcome == *query_.outcome)) {
            return true;
        }
    }
    return false;
}

bool StoredRows::open_next() {
    if (auto entry = next_entry_()) rows_ = std::make_unique<EntryRows>(*std::move(entry));
    return rows_ != nullptr;
}

bool holds(const RowQuery& query, std::uint64_t first_ordinal, std::string_view outcomes) {
    if (query.from_ordinal >= first_ordinal + outcomes.size()) return false;
    if (query.from_ordinal > first_ordinal)
        outcomes.remove_prefix(query.from_ordinal - first_ordinal);
    if (!query.outcome) return true;
    return outcomes.find(static_cast<char>(*query.outcome)) != std::string_view::npos;
}

}  // namespace rollcall::load
