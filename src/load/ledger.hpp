// The contract of looking back: what became of each row of a job. A view of what was committed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "check/field.hpp"
#include "check/finding.hpp"
#include "load/loader.hpp"
#include "load/tally.hpp"

namespace rollcall::load {

// What a member was before the row touched it: members change, so the ledger keeps it.
struct Before {
    std::string name;  // "Firstname Surname"
    std::string ward_code;
    std::string voting_district_code;
    std::uint32_t changed = 0;  // bit n: the field of that number was changed

    bool changes(check::Field field) const {
        return ((changed >> static_cast<unsigned>(field)) & 1U) != 0;
    }
};

struct RowRecord {
    std::uint64_t ordinal = 0;  // place among the job's data rows in reading order, from 0
    std::uint32_t number = 0;   // the sheet's own row number
    Outcome outcome = Outcome::inserted;
    std::uint16_t id_last4 = 0xFFFF;  // 0xFFFF: none
    std::uint32_t first_row = 0;      // of a duplicate: the row that was taken
    std::vector<check::Finding> findings;
    std::optional<Before> before;  // of rows whose member existed and may be shown
    std::string error;             // of `failed`: what the database said, without values
};

struct RowQuery {
    std::optional<Outcome> outcome;
    std::uint64_t from_ordinal = 0;
};

// Rows by ascending ordinal, a chunk in memory at a time. Used by one thread; sees what was
// committed when it was made.
class RowCursor {
public:
    RowCursor() = default;
    RowCursor(const RowCursor&) = delete;
    RowCursor& operator=(const RowCursor&) = delete;
    virtual ~RowCursor() = default;

    // False at the end. The record is reused: what it holds lives until the next call.
    virtual bool next(RowRecord& record) = 0;
};

struct JobLedger {
    Cursor cursor;
    std::string source_sha256;
    std::string facts_json;  // load/facts.hpp; empty until noted
    bool dry_run = false;
};

// Safe from any thread.
class Ledger {
public:
    Ledger() = default;
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    virtual ~Ledger() = default;

    // Nothing: the job has not begun to load (or its ledger was forgotten).
    virtual std::optional<JobLedger> find(const JobId& job) = 0;
    virtual std::unique_ptr<RowCursor> rows(const JobId& job, const RowQuery& query) = 0;

    // Whether the chunks' digests chain, counts add up and no row is missing or twice. Refuses with
    // corrupt_source, saying what does not fit.
    virtual Result<void> verify(const JobId& job) = 0;

    // Removes the job's ledger (after retention); members and their changes stay.
    virtual void forget(const JobId& job) = 0;
};

}  // namespace rollcall::load
