// The writing half of the ledger: a job's fence and its chunks.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "db/sqlite/connection.hpp"
#include "load/entry.hpp"
#include "load/fence.hpp"

namespace rollcall::load::sqlite {

// Nothing: the job has not begun to load. Throws Failure when the stored tally is none.
std::optional<Fence> read_fence(db::sqlite::Connection& connection, const JobId& job);

// The database's clock, in milliseconds since 1970.
std::int64_t read_now(db::sqlite::Connection& connection);

// An entry as it is about to be committed.
struct Commit {
    const Entry& entry;
    const Fence& before;
    const Fence& after;
    std::int64_t now_ms = 0;
};

// Its statements belong to the connection: used, and destroyed, only by who holds it.
class ChunkWriter {
public:
    explicit ChunkWriter(db::sqlite::Connection& connection);

    void write(const Commit& commit);
    // Moves the job's cursor past the entry; false: the fence stands elsewhere, so undo everything.
    bool advance(const Commit& commit);

private:
    db::sqlite::Connection& connection_;
    db::sqlite::Statement insert_chunk_;
    db::sqlite::Statement insert_row_;
    db::sqlite::Statement advance_;
};

}  // namespace rollcall::load::sqlite
