#include "sheet/xlsx/row_builder.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace rollcall::sheet::xlsx {

void RowBuilder::begin(Batch& batch, std::uint32_t number, std::uint32_t flags) {
    batch_ = &batch;
    number_ = number;
    flags_ = flags;
    next_column_ = 0;
    count_ = 0;
    room_ = row_bytes_max;
    loose_ = false;
    overfull_ = false;
    batch.start_row(number, flags);
}

bool RowBuilder::end() {
    if (loose_) settle();
    if (count_ == 0) batch_->drop_row();
    return count_ > 0;
}

// Takes the row's cells back out of the batch.
void RowBuilder::loosen() {
    if (loose_) return;
    loose_ = true;
    loose_cells_.clear();
    for (const auto& cell : batch_->cells(batch_->row_count() - 1)) {
        const auto order = static_cast<std::uint32_t>(loose_cells_.size());
        loose_cells_.push_back(
            {cell.column, cell.kind, cell.flags, order, std::string(batch_->text(cell))}
        );
    }
    batch_->drop_row();
    batch_->start_row(number_, flags_);
    count_ = 0;
}

void RowBuilder::keep(
    std::uint16_t column,
    CellKind kind,
    std::uint8_t flags,
    std::string_view text
) {
    // Twice a full row is more than any mistake makes.
    if (loose_cells_.size() >= std::size_t{2} * sheet_columns_max) {
        overfull_ = true;
        return;
    }
    const auto order = static_cast<std::uint32_t>(loose_cells_.size());
    loose_cells_.push_back({column, kind, flags, order, std::string(text)});
}

void RowBuilder::settle() {
    std::ranges::sort(loose_cells_, {}, [](const LooseCell& cell) {
        return std::pair(cell.column, cell.order);
    });
    for (std::size_t i = 0; i < loose_cells_.size(); ++i) {
        auto& cell = loose_cells_[i];
        const bool last = i + 1 == loose_cells_.size() || loose_cells_[i + 1].column != cell.column;
        if (!last) {
            loose_cells_[i + 1].flags |= flag_repeated;
            continue;
        }
        batch_->add_cell(cell.column, cell.kind, cell.flags, cell.text);
        ++count_;
    }
    loose_cells_.clear();
}

}  // namespace rollcall::sheet::xlsx
