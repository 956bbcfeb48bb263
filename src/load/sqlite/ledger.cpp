#include "load/sqlite/ledger.hpp"

#include <string>
#include <utility>

#include "base/failure.hpp"
#include "load/audit.hpp"
#include "load/entry.hpp"
#include "load/sqlite/fence.hpp"
#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {
namespace {

using db::sqlite::Connection;
using db::sqlite::Store;

struct ChunkKey {
    std::int64_t upload_id = 0;
    std::uint32_t chunk = 0;
};

std::vector<Detail> read_details(Connection& connection, const ChunkKey& key, const Entry& entry) {
    std::vector<Detail> details;
    auto query = connection.prepare(statements::read_rows);
    query.bind(1, key.upload_id)
        .bind(2, static_cast<std::int64_t>(entry.first_ordinal))
        .bind(3, static_cast<std::int64_t>(entry.first_ordinal + entry.row_count()));
    while (query.step()) {
        Detail detail;
        detail.ordinal = static_cast<std::uint64_t>(query.integer(0));
        detail.first_row = static_cast<std::uint32_t>(query.integer(1));
        detail.findings = query.blob(2);
        detail.error = query.text(3);
        details.push_back(std::move(detail));
    }
    return details;
}

// Nothing: there is no such chunk (any more).
std::optional<StoredEntry> read_entry(Connection& connection, const ChunkKey& key) {
    auto query = connection.prepare(statements::read_chunk);
    if (!query.bind(1, key.upload_id).bind(2, key.chunk).step()) return std::nullopt;
    StoredEntry stored;
    auto& entry = stored.entry;
    entry.chunk = static_cast<std::uint32_t>(query.integer(0));
    entry.first_ordinal = static_cast<std::uint64_t>(query.integer(1));
    entry.outcomes = query.blob(2);
    entry.numbers = query.blob(3);
    entry.last4 = query.blob(4);
    entry.befores = query.blob(5);
    entry.tally = query.blob(6);
    stored.previous_digest = query.text(7);
    stored.digest = query.text(8);
    entry.details = read_details(connection, key, entry);
    return stored;
}

// Whether a row that the query asks for stands in the chunk, by its outcomes alone.
bool holds(Connection& connection, const ChunkKey& key, const RowQuery& query) {
    auto read = connection.prepare(statements::read_outcomes);
    if (!read.bind(1, key.upload_id).bind(2, key.chunk).step()) return false;
    auto outcomes = read.blob(0);
    const auto first = static_cast<std::uint64_t>(read.integer(1));
    if (query.from_ordinal >= first + outcomes.size()) return false;
    if (query.from_ordinal > first) outcomes.remove_prefix(query.from_ordinal - first);
    if (!query.outcome) return true;
    return outcomes.find(static_cast<char>(*query.outcome)) != std::string_view::npos;
}

// A chunk is never changed once it is committed, so each is read by itself: a report that is
// written for minutes holds no snapshot, which would keep the write-ahead log from being reused.
class SqliteRows final : public RowCursor {
public:
    struct Range {
        std::int64_t upload_id = 0;
        std::uint32_t chunks = 0;
    };

    SqliteRows(Store& store, Range range, RowQuery query)
        : store_(store), range_(range), query_(query) {}

    bool next(RowRecord& record) override {
        while (rows_ || open_next()) {
            const auto more = rows_->next(record);
            if (!more) throw Failure(more.error().message, Broken::corrupt_data);
            if (!*more) {
                rows_.reset();
            } else if (wanted(record)) {
                return true;
            }
        }
        return false;
    }

private:
    bool wanted(const RowRecord& record) const {
        return record.ordinal >= query_.from_ordinal &&
               (!query_.outcome || record.outcome == *query_.outcome);
    }

    bool open_next() {
        auto entry = store_.read([&](Connection& connection) -> std::optional<StoredEntry> {
            while (chunk_ < range_.chunks) {
                const ChunkKey key{range_.upload_id, chunk_++};
                if (holds(connection, key, query_)) return read_entry(connection, key);
            }
            return std::nullopt;
        });
        if (entry) rows_ = std::make_unique<EntryRows>(std::move(entry->entry));
        return rows_ != nullptr;
    }

    Store& store_;
    Range range_;
    RowQuery query_;
    std::uint32_t chunk_ = 0;
    std::unique_ptr<EntryRows> rows_;
};

std::optional<Fence> fence_of(Store& store, const JobId& job) {
    return store.read([&](Connection& connection) { return read_fence(connection, job); });
}

}  // namespace

std::optional<JobLedger> SqliteLedger::find(const JobId& job) {
    auto fence = fence_of(store_, job);
    if (!fence) return std::nullopt;
    return JobLedger{
        fence->cursor,
        std::move(fence->source_sha256),
        std::move(fence->facts_json),
        fence->dry_run};
}

std::unique_ptr<RowCursor> SqliteLedger::rows(const JobId& job, const RowQuery& query) {
    SqliteRows::Range range;
    if (const auto fence = fence_of(store_, job)) {
        range = {fence->upload_id, fence->cursor.next_chunk};
    }
    return std::make_unique<SqliteRows>(store_, range, query);
}

Result<void> SqliteLedger::verify(const JobId& job) {
    const auto fence = fence_of(store_, job);
    if (!fence) return {};
    Audit audit(fence->source_sha256);
    for (std::uint32_t chunk = 0; chunk < fence->cursor.next_chunk; ++chunk) {
        auto entry = store_.read([&](Connection& connection) {
            return read_entry(connection, {fence->upload_id, chunk});
        });
        const auto added = audit.add(std::move(entry));
        if (!added) return added;
    }
    return audit.finish(fence->cursor, fence->last_digest);
}

void SqliteLedger::forget(const JobId& job) {
    const auto fence = fence_of(store_, job);
    if (!fence) return;
    // A transaction a chunk, from the last: no other writer waits long, and a ledger that is half
    // forgotten after a crash is forgotten by the next call.
    for (auto chunk = fence->cursor.next_chunk; chunk-- > 0;) {
        store_.write([&](Connection& connection) {
            const auto entry = read_entry(connection, {fence->upload_id, chunk});
            if (!entry) return;
            auto rows = connection.prepare(statements::forget_rows);
            rows.bind(1, fence->upload_id)
                .bind(2, static_cast<std::int64_t>(entry->entry.first_ordinal))
                .run();
            auto chunks = connection.prepare(statements::forget_chunk);
            chunks.bind(1, fence->upload_id).bind(2, chunk).run();
        });
    }
    store_.write([&](Connection& connection) {
        auto forget = connection.prepare(statements::forget_fence);
        forget.bind(1, fence->upload_id).run();
    });
}

}  // namespace rollcall::load::sqlite
