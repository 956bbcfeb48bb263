// The reader of a storm: rows of the real one, a few at a time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <utility>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/child.hpp"
#include "sheet/reader.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/sim/files.hpp"

namespace rollcall::sim {
namespace {

constexpr std::size_t rows_a_batch = 16;

void copy_row(const sheet::Batch& from, std::size_t row, sheet::Batch& to) {
    to.start_row(from.row(row).number, from.row(row).flags);
    for (const auto& cell : from.cells(row))
        to.add_cell(cell.column, cell.kind, cell.flags, from.text(cell));
}

class SmallBatches final : public sheet::child::ChildReader {
public:
    SmallBatches(std::unique_ptr<sheet::Reader> real, Crossing crossing)
        : real_(std::move(real)), crossing_(crossing) {}

    const sheet::Info& info() const override { return real_->info(); }
    Result<bool> next(sheet::Batch& batch) override {
        batch.clear();
        try {
            return crossing_("read rows", [&] { return read(batch); });
        } catch (const Failure&) {
            return refuse(Errc::reader_crashed, "the reader crashed");
        }
    }
    // Of the rows that were read: the real reader takes a short file whole.
    sheet::Position position() const override {
        return {.bytes_read = at_, .bytes_total = whole_.row_count()};
    }
    sheet::Notes notes() const override { return real_->notes(); }
    void cancel() override { is_cancelled_ = true; }

private:
    Result<bool> read(sheet::Batch& batch) {
        if (is_cancelled_) return refuse(Errc::cancelled, "asked to stop");
        if (at_ == whole_.row_count()) {
            at_ = 0;
            const auto more = real_->next(whole_);
            if (!more || !*more) return more;
        }
        const auto end = std::min(at_ + rows_a_batch, whole_.row_count());
        while (at_ < end)
            copy_row(whole_, at_++, batch);
        return true;
    }

    std::unique_ptr<sheet::Reader> real_;
    Crossing crossing_;
    sheet::Batch whole_;
    std::size_t at_ = 0;
    bool is_cancelled_ = false;
};

}  // namespace

Result<std::unique_ptr<sheet::child::ChildReader>>
open_small_batches(int file, const sheet::child::ChildOptions& options, const Crossing& crossing) {
    auto real = sheet::open_here({.file = file, .spill = -1}, options.open);
    if (!real) return std::unexpected(real.error());
    return std::make_unique<SmallBatches>(*std::move(real), crossing);
}

}  // namespace rollcall::sim
