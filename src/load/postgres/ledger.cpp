#include "load/postgres/ledger.hpp"

#include <utility>
#include <vector>

#include "load/audit.hpp"
#include "load/entry.hpp"
#include "load/postgres/fence.hpp"
#include "load/postgres/statements.hpp"
#include "load/stored_rows.hpp"

namespace rollcall::load::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::Store;

struct ChunkKey {
    std::int64_t upload_id = 0;
    std::uint32_t chunk = 0;
};

db::postgres::Statement&
ask(Connection& connection, std::string_view statement, const ChunkKey& key) {
    return connection.prepared(statement).bind(1, key.upload_id).bind(2, std::int64_t{key.chunk});
}

std::vector<Detail> read_details(Connection& connection, const ChunkKey& key, const Entry& entry) {
    std::vector<Detail> details;
    auto& query = connection.prepared(statements::read_rows);
    query.bind(1, key.upload_id)
        .bind(2, static_cast<std::int64_t>(entry.first_ordinal))
        .bind(3, static_cast<std::int64_t>(entry.first_ordinal + entry.row_count()));
    while (query.step()) {
        Detail detail;
        detail.ordinal = static_cast<std::uint64_t>(query.integer(0));
        detail.first_row = static_cast<std::uint32_t>(query.integer(1));
        detail.findings = query.bytes(2);
        detail.error = query.text(3);
        details.push_back(std::move(detail));
    }
    return details;
}

// Nothing: there is no such chunk (any more).
std::optional<StoredEntry> read_entry(Connection& connection, const ChunkKey& key) {
    auto& query = ask(connection, statements::read_chunk, key);
    if (!query.step()) return std::nullopt;
    StoredEntry stored;
    auto& entry = stored.entry;
    entry.chunk = static_cast<std::uint32_t>(query.integer(0));
    entry.first_ordinal = static_cast<std::uint64_t>(query.integer(1));
    entry.outcomes = query.bytes(2);
    entry.numbers = query.bytes(3);
    entry.last4 = query.bytes(4);
    entry.befores = query.bytes(5);
    entry.tally = query.bytes(6);
    stored.previous_digest = query.text(7);
    stored.digest = query.text(8);
    query.reset();
    entry.details = read_details(connection, key, entry);
    return stored;
}

// Whether a row that the query asks for stands in the chunk, by its outcomes alone.
bool holds(Connection& connection, const ChunkKey& key, const RowQuery& query) {
    auto& read = ask(connection, statements::read_outcomes, key);
    if (!read.step()) return false;
    return load::holds(query, static_cast<std::uint64_t>(read.integer(1)), read.bytes(0));
}

std::optional<Fence> fence_of(Store& store, const JobId& job) {
    return store.read([&](Connection& connection) { return read_fence(connection, job); });
}

}  // namespace

std::optional<JobLedger> PostgresLedger::find(const JobId& job) {
    auto fence = fence_of(store_, job);
    if (!fence) return std::nullopt;
    return JobLedger{
        fence->cursor,
        std::move(fence->source_sha256),
        std::move(fence->facts_json),
        fence->dry_run};
}

std::unique_ptr<RowCursor> PostgresLedger::rows(const JobId& job, const RowQuery& query) {
    const auto fence = fence_of(store_, job);
    const std::uint32_t end = fence ? fence->cursor.next_chunk : 0;
    const std::int64_t upload_id = fence ? fence->upload_id : 0;
    return std::make_unique<StoredRows>(
        [&store = store_, query, upload_id, end, chunk = std::uint32_t{0}]() mutable {
            // Read again after a lost connection, so each try begins where the last chunk ended.
            auto [entry, next] = store.read([&](Connection& connection) {
                auto at = chunk;
                while (at < end && !holds(connection, {upload_id, at}, query))
                    ++at;
                auto stored = at < end ? read_entry(connection, {upload_id, at}) : std::nullopt;
                return std::pair(std::move(stored), at + 1);
            });
            chunk = next;
            return entry ? std::optional(std::move(entry->entry)) : std::nullopt;
        },
        query
    );
}

Result<void> PostgresLedger::verify(const JobId& job) {
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

void PostgresLedger::forget(const JobId& job) {
    store_.write([&](Connection& connection, const db::postgres::Transaction&) {
        const auto fence = read_fence(connection, job);
        if (!fence) return;
        for (const auto statement :
             {statements::forget_rows, statements::forget_chunks, statements::forget_fence})
            connection.prepared(statement).bind(1, fence->upload_id).run();
    });
}

}  // namespace rollcall::load::postgres
