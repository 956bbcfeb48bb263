#include "load/sqlite/ledger.hpp"

#include <string>
#include <utility>

#include "load/audit.hpp"
#include "load/entry.hpp"
#include "load/sqlite/fence.hpp"
#include "load/sqlite/statements.hpp"
#include "load/stored_rows.hpp"

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

bool holds(Connection& connection, const ChunkKey& key, const RowQuery& query) {
    auto read = connection.prepare(statements::read_outcomes);
    if (!read.bind(1, key.upload_id).bind(2, key.chunk).step()) return false;
    return load::holds(query, static_cast<std::uint64_t>(read.integer(1)), read.blob(0));
}

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
    const auto fence = fence_of(store_, job);
    const std::uint32_t end = fence ? fence->cursor.next_chunk : 0;
    ChunkKey key{fence ? fence->upload_id : 0, 0};
    return std::make_unique<StoredRows>(
        [&store = store_, query, key, end]() mutable {
            return store.read([&](Connection& connection) -> std::optional<Entry> {
                while (key.chunk < end) {
                    const auto next = std::exchange(key, {key.upload_id, key.chunk + 1});
                    if (!holds(connection, next, query)) continue;
                    if (auto stored = read_entry(connection, next)) return std::move(stored->entry);
                }
                return std::nullopt;
            });
        },
        query
    );
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
