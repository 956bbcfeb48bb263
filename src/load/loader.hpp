// The contract of loading: good rows into the database, each exactly once, and a ledger that can
// prove it. Implementations: sqlite/ (and, for tests of others, memory_loader.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/ids.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"
#include "check/area.hpp"
#include "check/chunk.hpp"
#include "load/tally.hpp"

namespace rollcall::load {

// What one attempt is about.
struct Plan {
    JobId job;
    std::uint64_t epoch = 0;  // of the lease: a lower one than the last seen is refused
    Mode mode = Mode::upsert;
    bool dry_run = false;  // decides and records every outcome, touches no member
    std::string source_sha256;
    check::Area area;  // a member stored outside it is `out_of_scope` (member_elsewhere)
    // With one, a municipality's uploader is held to its municipality; without, to its province.
    std::shared_ptr<const check::Geography> geography = nullptr;
};

// How far the job is: what earlier attempts committed.
struct Cursor {
    std::uint32_t next_chunk = 0;
    std::uint64_t rows_done = 0;  // data rows, in reading order, that have their outcome
    Tally tally;
};

// One attempt's hand on the database. Used by one thread.
class Load {
public:
    Load() = default;
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    virtual ~Load() = default;

    virtual const Cursor& cursor() const = 0;

    // Commits the chunk: members, their old values, outcomes and findings of every row, the
    // ledger's entry and the cursor, in one transaction guarded by the epoch. Afterwards it is
    // done, or nothing of it is. Adds findings of its own (member_elsewhere, expiry_goes_back,
    // database_refused). Refuses with lease_lost when another attempt has taken over.
    // Throws Failure (Broken::database, Broken::disk_full): nothing was committed; try again.
    virtual Result<void> append(check::Chunk& chunk) = 0;

    // What became known of the file, for status and report: facts of load/facts.hpp.
    virtual Result<void> note_facts(const std::string& facts_json) = 0;
};

// Safe from any thread.
class Loader {
public:
    Loader() = default;
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    virtual ~Loader() = default;

    // Raises the job's fence to the plan's epoch and reads the cursor. Refuses with lease_lost when
    // the fence stands higher already, corrupt_source when earlier chunks came from other bytes.
    virtual Result<std::unique_ptr<Load>> begin(const Plan& plan) = 0;
};

}  // namespace rollcall::load
