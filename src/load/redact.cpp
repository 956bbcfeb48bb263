#include "load/redact.hpp"

#include <cstddef>
#include <expected>

#include "load/bytes.hpp"
#include "load/ledger.hpp"
#include "load/members.hpp"

namespace rollcall::load {

Result<Entry> redacted(const Entry& entry, const std::set<std::uint32_t>& rows) {
    auto redacted = entry;
    redacted.befores.clear();
    EntryRows read(entry);
    RowRecord record;
    std::size_t last_before = 0;
    for (std::size_t index = 0;; ++index) {
        const auto more = read.next(record);
        if (!more) return std::unexpected(more.error());
        if (!*more) return redacted;
        if (rows.contains(record.number)) {
            // 0xFFFF: none, as of a row without an ID number.
            redacted.last4[2 * index] = redacted.last4[2 * index + 1] = '\xFF';
        }
        if (!record.before) continue;
        put_number(redacted.befores, index - last_before);
        put_before(redacted.befores, Member{}, record.before->changed);
        last_before = index;
    }
}

}  // namespace rollcall::load
