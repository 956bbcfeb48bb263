// The file's rows and the ledger's records of them, side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "load/ledger.hpp"
#include "sheet/reader.hpp"

namespace rollcall::report {

// Each data row with what became of it, in reading order. A data row is a row after the header row
// that has more than blanks in it (check::is_blank_row). Rows that the ledger does not know any
// more were never reached: their record says `not_processed`.
class Pairing {
public:
    // Needs: `rows` stands before its first batch. `records` are all of the job's.
    Pairing(
        sheet::Reader& rows,
        std::unique_ptr<load::RowCursor> records,
        std::uint32_t header_row
    );

    // False at the end. Refuses with corrupt_source when file and ledger do not fit, and with the
    // reader's code when the file ends badly before the ledger does. What one step showed lives
    // until the next.
    Result<bool> next();

    std::uint32_t number() const { return batch_.row(row_).number; }
    const sheet::Batch& batch() const { return batch_; }
    std::span<const sheet::Cell> cells() const { return batch_.cells(row_); }
    const load::RowRecord& record() const { return paired_ ? record_ : unreached_; }

    // Why the file could not be read to its end, past the ledger's last row; else empty. Such a
    // job failed for it, and has its report all the same.
    const std::string& cut_short() const { return cut_short_; }

private:
    Result<bool> next_row();
    Result<bool> next_batch();

    sheet::Reader& rows_;
    std::unique_ptr<load::RowCursor> records_;
    std::uint32_t header_row_;
    bool past_header_ = false;
    sheet::Batch batch_;
    std::size_t row_ = 0;
    std::size_t following_ = 0;
    load::RowRecord record_;
    load::RowRecord unreached_;
    bool has_record_ = false;
    bool paired_ = true;  // the record belongs to a row that was shown: the next one is due
    std::string cut_short_;
};

}  // namespace rollcall::report
