#include "load/audit.hpp"

#include <utility>

#include "check/finding.hpp"

namespace rollcall::load {
namespace {

std::unexpected<Error> corrupt(const std::string& what) {
    return refuse(Errc::corrupt_source, "the ledger does not fit: " + what);
}

}  // namespace

Result<void> Audit::add(std::optional<StoredEntry> stored) {
    const auto name = "chunk " + std::to_string(chunk_);
    if (!stored) return corrupt(name + " is missing");
    const auto& entry = stored->entry;
    if (entry.chunk != chunk_) return corrupt(name + " has another number");
    if (entry.first_ordinal != rows_) return corrupt(name + " does not begin where the last ended");
    if (stored->previous_digest != digest_) return corrupt(name + " follows another chunk");
    auto digest = digest_of(entry, digest_);
    if (digest != stored->digest) return corrupt(name + " was changed after it was written");
    digest_ = std::move(digest);
    ++chunk_;
    return recount(std::move(stored->entry));
}

Result<void> Audit::recount(Entry entry) {
    const auto name = "chunk " + std::to_string(entry.chunk);
    const auto written = read_tally(entry.tally);
    if (!written) return corrupt(name + " has no counts");
    Tally counted;
    EntryRows rows(std::move(entry));
    RowRecord record;
    for (;;) {
        const auto more = rows.next(record);
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
        ++rows_;
        ++counted.of(record.outcome);
        for (const auto& finding : record.findings) {
            if (check::severity_of(finding.code) == check::Severity::warning) ++counted.warnings;
        }
    }
    if (counted.outcomes != written->outcomes || counted.warnings != written->warnings) {
        return corrupt("the counts of " + name + " are not those of its rows");
    }
    tally_ += *written;
    return {};
}

Result<void> Audit::finish(const Cursor& cursor, std::string_view last_digest) const {
    if (cursor.next_chunk != chunk_) return corrupt("chunks are missing at its end");
    if (last_digest != digest_) return corrupt("its last chunk is not the one that was committed");
    if (cursor.rows_done != rows_) return corrupt("rows are missing at its end");
    if (!(cursor.tally == tally_)) return corrupt("the counts are not those of its chunks");
    return {};
}

}  // namespace rollcall::load
