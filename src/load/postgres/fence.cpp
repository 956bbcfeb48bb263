#include "load/postgres/fence.hpp"

#include "base/failure.hpp"
#include "db/postgres/copy.hpp"
#include "load/postgres/statements.hpp"

namespace rollcall::load::postgres {
namespace {

using db::postgres::Connection;

std::int64_t as_signed(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

bool insert_chunk(Connection& connection, const Commit& commit) {
    const auto& entry = commit.entry;
    auto& insert = connection.prepared(statements::insert_chunk);
    insert.bind(1, commit.before.upload_id)
        .bind(2, std::int64_t{entry.chunk})
        .bind(3, as_signed(commit.before.epoch))
        .bind(4, as_signed(entry.first_ordinal))
        .bind(5, as_signed(entry.row_count()))
        .bind_bytes(6, entry.outcomes)
        .bind_bytes(7, entry.numbers)
        .bind_bytes(8, entry.last4)
        .bind_bytes(9, entry.befores)
        .bind_bytes(10, entry.tally)
        .bind(11, commit.before.last_digest)
        .bind(12, commit.after.last_digest);
    return insert.run() == 1;
}

void copy_details(Connection& connection, const Commit& commit) {
    if (commit.entry.details.empty()) return;
    db::postgres::CopyIn rows(
        connection,
        "COPY upload_row (upload_id, ordinal, first_row, findings, error)"
        " FROM STDIN (FORMAT binary)"
    );
    for (const auto& detail : commit.entry.details) {
        rows.row(5)
            .put(commit.before.upload_id)
            .put(as_signed(detail.ordinal))
            .put(std::int64_t{detail.first_row})
            .put(detail.findings)
            .put(detail.error);
    }
    rows.finish();
}

bool advance(Connection& connection, const Commit& commit) {
    const auto tally = tally_bytes(commit.after.cursor.tally);
    auto& advance = connection.prepared(statements::advance_fence);
    advance.bind(1, commit.before.upload_id)
        .bind(2, as_signed(commit.before.epoch))
        .bind(3, std::int64_t{commit.before.cursor.next_chunk})
        .bind(4, as_signed(commit.after.cursor.rows_done))
        .bind(5, commit.after.last_digest)
        .bind_bytes(6, tally);
    return advance.run() == 1;
}

}  // namespace

std::optional<Fence> read_fence(Connection& connection, const JobId& job) {
    auto& query = connection.prepared(statements::read_fence);
    if (!query.bind(1, job.text()).step()) return std::nullopt;
    Fence fence;
    fence.upload_id = query.integer(0);
    fence.epoch = static_cast<std::uint64_t>(query.integer(1));
    fence.format = query.integer(2);
    fence.cursor.next_chunk = static_cast<std::uint32_t>(query.integer(3));
    fence.cursor.rows_done = static_cast<std::uint64_t>(query.integer(4));
    fence.source_sha256 = query.text(5);
    fence.last_digest = query.text(6);
    const auto tally = read_tally(query.bytes(7));
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

void raise_fence(Connection& connection, const Plan& plan) {
    const auto tally = tally_bytes({});
    auto& raise = connection.prepared(statements::raise_fence);
    raise.bind(1, plan.job.text())
        .bind(2, as_signed(plan.epoch))
        .bind(3, std::int64_t{ledger_format})
        .bind(4, plan.source_sha256)
        .bind_bytes(5, tally)
        .bind(6, std::int64_t{plan.dry_run ? 1 : 0})
        .run();
}

bool still_stands(Connection& connection, const Fence& fence) {
    auto& ask = connection.prepared(statements::ask_fence);
    ask.bind(1, fence.upload_id)
        .bind(2, as_signed(fence.epoch))
        .bind(3, std::int64_t{fence.cursor.next_chunk});
    return ask.step();
}

bool write_entry(Connection& connection, const Commit& commit) {
    // Who has inserted the chunk is alone with it: its rows can meet no other attempt's.
    if (!insert_chunk(connection, commit)) return false;
    copy_details(connection, commit);
    // The fence is asked last, by the update that moves it: whoever took over in the meantime has
    // raised the epoch, and nothing of this chunk stays.
    return advance(connection, commit);
}

bool stands_in_ledger(Connection& connection, const Fence& after) {
    auto& find = connection.prepared(statements::find_entry);
    find.bind(1, after.upload_id)
        .bind(2, std::int64_t{after.cursor.next_chunk} - 1)
        .bind(3, after.last_digest);
    return find.step();
}

}  // namespace rollcall::load::postgres
