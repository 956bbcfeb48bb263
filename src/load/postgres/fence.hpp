// The writing half of the ledger: a job's fence and its chunks.
#pragma once

#include <optional>

#include "base/ids.hpp"
#include "db/postgres/connection.hpp"
#include "load/entry.hpp"
#include "load/fence.hpp"
#include "load/loader.hpp"

namespace rollcall::load::postgres {

// Nothing: the job has not begun to load. Throws Failure when the stored tally is none.
std::optional<Fence> read_fence(db::postgres::Connection& connection, const JobId& job);

// Sets the job's fence up or raises it to the plan's epoch; one that stands higher stays.
void raise_fence(db::postgres::Connection& connection, const Plan& plan);

// Whether no other attempt has raised it or moved it since it was read.
bool still_stands(db::postgres::Connection& connection, const Fence& fence);

// An entry as it is about to be committed.
struct Commit {
    const Entry& entry;
    const Fence& before;
    const Fence& after;
};

// Writes the entry and moves the job's cursor past it; false: the fence stands elsewhere, so undo
// everything.
bool write_entry(db::postgres::Connection& connection, const Commit& commit);

// Whether the chunk that moved the fence there was committed.
bool stands_in_ledger(db::postgres::Connection& connection, const Fence& after);

}  // namespace rollcall::load::postgres
