// One chunk's entry in the ledger, as bytes that any database can keep (docs/formats/ledger.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "check/chunk.hpp"
#include "load/apply.hpp"
#include "load/bytes.hpp"
#include "load/ledger.hpp"
#include "load/members.hpp"
#include "load/tally.hpp"

namespace rollcall::load {

inline constexpr int ledger_format = 1;

// What only some rows have: findings, the first row of a duplicate, the database's refusal.
struct Detail {
    std::uint64_t ordinal = 0;
    std::uint32_t first_row = 0;
    std::string findings;
    std::string error;
};

struct Entry {
    std::uint32_t chunk = 0;
    std::uint64_t first_ordinal = 0;
    std::string outcomes;  // a byte a row
    std::string numbers;   // runs of the sheet's row numbers
    std::string last4;     // two bytes a row
    std::string befores;   // of rows whose member existed and may be shown
    std::string tally;
    std::vector<Detail> details;  // by ascending ordinal

    std::uint64_t row_count() const { return outcomes.size(); }
};

// Where a chunk stands in its job.
struct EntryPlace {
    std::uint32_t chunk = 0;
    std::uint64_t first_ordinal = 0;
};

Entry make_entry(const EntryPlace& place, const check::Chunk& chunk, const Decisions& decisions);

// SHA-256 in hex over every byte of the entry and the digest before it; the chain begins with the
// SHA-256 of the uploaded file.
std::string digest_of(const Entry& entry, std::string_view previous);

std::string tally_bytes(const Tally& tally);
// Nothing: the bytes are no tally.
std::optional<Tally> read_tally(std::string_view bytes);

// Appends what the member was and which fields the row changes.
void put_before(std::string& bytes, const Member& member, std::uint32_t changed);

// The rows of an entry, in reading order.
class EntryRows {
public:
    explicit EntryRows(Entry entry);
    // It reads its own text.
    EntryRows(const EntryRows&) = delete;
    EntryRows& operator=(const EntryRows&) = delete;
    ~EntryRows() = default;

    // False at the end. Refuses with corrupt_source bytes that `make_entry` never writes.
    Result<bool> next(RowRecord& record);

private:
    bool read_outcome(RowRecord& record) const;
    bool read_number(RowRecord& record);
    bool read_before(RowRecord& record);
    bool read_detail(RowRecord& record);
    bool used_up() const;

    Entry entry_;
    ByteReader numbers_;
    ByteReader befores_;
    std::size_t index_ = 0;
    std::size_t detail_ = 0;
    std::uint64_t run_left_ = 0;
    std::int64_t number_ = 0;
    std::optional<std::uint64_t> before_index_;  // of the row that the next of `befores` is of
};

}  // namespace rollcall::load
