// Judges a file's rows, one batch after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/calendar.hpp"
#include "check/area.hpp"
#include "check/chunk.hpp"
#include "check/duplicates.hpp"
#include "check/header.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check {

// What rows are judged by; the same over every attempt of a job.
struct Context {
    Day today;  // the day of upload in TIME_ZONE
    Area area;  // the uploader's
    bool date1904 = false;
    const Geography* geography = nullptr;  // outlives the checks; none: nothing was imported
    bool keep_extra = false;               // fills the field `extra` with the unknown columns
    // Nobody loads the rows: verdicts and findings are the same, but most fields are left NULL.
    bool judge_only = false;
};

// Rows of a batch, from `first` up to but not `end`; an end past the last row means the last.
struct RowRange {
    std::size_t first = 0;
    std::size_t end = static_cast<std::size_t>(-1);
};

// Used by one thread. Depends on nothing but the header, the context and the rows in their order:
// an attempt that resumes judges the committed rows again and drops what comes of them.
class Checks {
public:
    Checks(Header header, Context context);
    Checks(const Checks&) = delete;
    Checks& operator=(const Checks&) = delete;
    ~Checks();

    const Header& header() const;

    // Adds the rows to the chunk, each with its verdict: `invalid`, else `duplicate` of a row that
    // was taken, else `out_of_scope`, else `taken`. Rows of blanks alone are counted and left out.
    // Needs: every row of the file once, in reading order.
    void judge(const sheet::Batch& batch, RowRange rows, Chunk& chunk);
    void judge(const sheet::Batch& batch, std::size_t first_row, Chunk& chunk) {
        judge(batch, RowRange{.first = first_row}, chunk);
    }

    // Rows that hold blanks alone; the reader's own count has those without any cell.
    std::uint64_t blank_rows() const { return blank_rows_; }

private:
    void decide(Chunk& chunk);

    const Context context_;
    const std::unique_ptr<class RowReader> reader_;
    Duplicates duplicates_;
    std::uint64_t blank_rows_ = 0;
};

// Whether the row holds no value: `Checks` leaves it out, and so must who reads a file beside what
// was judged of it.
bool is_blank_row(const sheet::Batch& batch, std::size_t row);

}  // namespace rollcall::check
