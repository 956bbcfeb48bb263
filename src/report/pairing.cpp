#include "report/pairing.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/core.h>

#include "base/result.hpp"
#include "check/checks.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"

namespace rollcall::report {

Pairing::Pairing(
    sheet::Reader& rows,
    std::unique_ptr<load::RowCursor> records,
    std::uint32_t header_row
)
    : rows_(rows), records_(std::move(records)), header_row_(header_row) {
    unreached_.outcome = load::Outcome::not_processed;
}

Result<bool> Pairing::next() {
    if (paired_) has_record_ = records_->next(record_);
    paired_ = false;
    for (;;) {
        const auto more = next_row();
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
        if (check::is_blank_row(batch_, row_)) continue;
        if (has_record_ && record_.number == number()) {
            paired_ = true;
            return true;
        }
        if (has_record_) {
            return refuse(
                Errc::corrupt_source,
                fmt::format(
                    "The file has row {} where the ledger has row {}.", number(), record_.number
                )
            );
        }
        unreached_.number = number();
        return true;
    }
    if (has_record_) {
        return refuse(
            Errc::corrupt_source,
            fmt::format("The ledger has row {}, and the file has ended.", record_.number)
        );
    }
    return false;
}

Result<bool> Pairing::next_row() {
    for (;;) {
        while (following_ == batch_.row_count()) {
            auto more = next_batch();
            if (!more || !*more) return more;
        }
        row_ = following_++;
        if (past_header_) return true;
        past_header_ = number() == header_row_;
    }
}

Result<bool> Pairing::next_batch() {
    auto more = rows_.next(batch_);
    following_ = 0;
    if (more) return more;
    batch_.clear();
    const bool all_told = past_header_ && !has_record_ && more.error().code != Errc::cancelled;
    if (!all_told) return more;
    cut_short_ = more.error().message;
    return false;
}

}  // namespace rollcall::report
