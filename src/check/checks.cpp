#include "check/checks.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "check/row_reader.hpp"

namespace rollcall::check {

Checks::Checks(Header header, Context context)
    : context_(std::move(context)),
      reader_(std::make_unique<RowReader>(std::move(header), context_)) {}

Checks::~Checks() = default;

const Header& Checks::header() const {
    return reader_->header();
}

void Checks::judge(const sheet::Batch& batch, RowRange rows, Chunk& chunk) {
    const auto end = std::min(rows.end, batch.row_count());
    for (auto row = rows.first; row < end; ++row) {
        if (is_blank_row(batch, row)) {
            ++blank_rows_;
            continue;
        }
        reader_->start(batch, row, chunk);
        if (const auto& started = chunk.rows.back(); started.id_valid) {
            duplicates_.expect(started.id);
        }
        reader_->finish();
        decide(chunk);
    }
}

// The first that applies. An ID number counts as seen whatever becomes of its row, but only a taken
// row makes the later ones duplicates.
void Checks::decide(Chunk& chunk) {
    auto& row = chunk.rows.back();
    row.verdict = Verdict::invalid;
    if (!row.id_valid) return;
    const auto seen = duplicates_.note(row.id);
    row.id_seen_first = seen.first;
    if (reader_->row_is_invalid()) return;
    if (seen.taken != 0) {
        row.verdict = Verdict::duplicate;
        row.first_row = seen.taken;
    } else if (!context_.area.covers(chunk.text(row, Field::ward_code), context_.geography)) {
        row.verdict = Verdict::out_of_scope;
        reader_->note(Code::ward_elsewhere, ColumnKey::ward);
    } else {
        row.verdict = Verdict::taken;
        duplicates_.take(row.number);
    }
}

bool is_blank_row(const sheet::Batch& batch, std::size_t row) {
    // A formula whose value is an empty text is how unused rows of a template look.
    constexpr auto silent = sheet::flag_formula | sheet::flag_date;
    return std::ranges::all_of(batch.cells(row), [&](const sheet::Cell& cell) {
        return (cell.flags & ~silent) == 0 && trim(batch.text(cell)).empty();
    });
}

}  // namespace rollcall::check
