// Proves a job's ledger: digests chain from the uploaded file to the fence, no row is missing or
// twice, and the counts add up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "load/entry.hpp"
#include "load/loader.hpp"

namespace rollcall::load {

// An entry as a database kept it, with the digests beside it.
struct StoredEntry {
    Entry entry;
    std::string previous_digest;
    std::string digest;
};

// Entries by ascending chunk, then `finish`. Refuses with corrupt_source, saying what does not fit.
class Audit {
public:
    explicit Audit(std::string_view source_sha256) : digest_(source_sha256) {}

    // Nothing: the chunk is missing.
    Result<void> add(std::optional<StoredEntry> stored);
    Result<void> finish(const Cursor& cursor, std::string_view last_digest) const;

private:
    Result<void> recount(Entry entry);

    std::string digest_;
    std::uint32_t chunk_ = 0;
    std::uint64_t rows_ = 0;
    Tally tally_;
};

}  // namespace rollcall::load
