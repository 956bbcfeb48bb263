#include "load/sqlite/fence.hpp"

#include "base/failure.hpp"
#include "load/sqlite/statements.hpp"

namespace rollcall::load::sqlite {
namespace {

std::int64_t as_signed(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

}  // namespace

std::optional<Fence> read_fence(db::sqlite::Connection& connection, const JobId& job) {
    auto query = connection.prepare(statements::read_fence);
    if (!query.bind(1, job.text()).step()) return std::nullopt;
    Fence fence;
    fence.upload_id = query.integer(0);
    fence.epoch = static_cast<std::uint64_t>(query.integer(1));
    fence.format = query.integer(2);
    fence.cursor.next_chunk = static_cast<std::uint32_t>(query.integer(3));
    fence.cursor.rows_done = static_cast<std::uint64_t>(query.integer(4));
    fence.source_sha256 = query.text(5);
    fence.last_digest = query.text(6);
    const auto tally = read_tally(query.blob(7));
    if (!tally) {
        throw Failure(
            "the ledger's counts of " + job.text() + " are damaged", Broken::corrupt_data
        );
    }
    fence.cursor.tally = *tally;
    fence.dry_run = query.integer(8) != 0;
    fence.facts_json = query.text(9);
    return fence;
}

std::int64_t read_now(db::sqlite::Connection& connection) {
    auto query = connection.prepare(statements::read_now);
    query.step();
    return query.integer(0);
}

ChunkWriter::ChunkWriter(db::sqlite::Connection& connection)
    : connection_(connection),
      insert_chunk_(connection.prepare(statements::insert_chunk)),
      insert_row_(connection.prepare(statements::insert_row)),
      advance_(connection.prepare(statements::advance_fence)) {}

void ChunkWriter::write(const Commit& commit) {
    const auto& entry = commit.entry;
    insert_chunk_.bind(1, commit.before.upload_id)
        .bind(2, entry.chunk)
        .bind(3, as_signed(commit.before.epoch))
        .bind(4, as_signed(entry.first_ordinal))
        .bind(5, as_signed(entry.row_count()))
        .bind_blob(6, entry.outcomes)
        .bind_blob(7, entry.numbers)
        .bind_blob(8, entry.last4)
        .bind_blob(9, entry.befores)
        .bind_blob(10, entry.tally)
        .bind(11, commit.before.last_digest)
        .bind(12, commit.after.last_digest)
        .bind(13, commit.now_ms)
        .run();
    insert_row_.bind(1, commit.before.upload_id);
    for (const auto& detail : entry.details) {
        insert_row_.bind(2, as_signed(detail.ordinal))
            .bind(3, detail.first_row)
            .bind_blob(4, detail.findings)
            .bind(5, detail.error)
            .run();
    }
}

bool ChunkWriter::advance(const Commit& commit) {
    const auto tally = tally_bytes(commit.after.cursor.tally);
    advance_.bind(1, commit.before.upload_id)
        .bind(2, as_signed(commit.before.epoch))
        .bind(3, commit.before.cursor.next_chunk)
        .bind(4, as_signed(commit.after.cursor.rows_done))
        .bind(5, commit.after.last_digest)
        .bind_blob(6, tally)
        .bind(7, commit.now_ms)
        .run();
    return connection_.changes() == 1;
}

}  // namespace rollcall::load::sqlite
