// Puts a row's cells into a batch, in the order that a batch promises.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "sheet/batch.hpp"

namespace rollcall::sheet::xlsx {

// Cells usually ascend and go straight into the batch. A row whose cells do not is collected,
// sorted, and of a cell that stands twice the later is kept and flagged.
class RowBuilder {
public:
    // Needs: `batch` outlives the row.
    void begin(Batch& batch, std::uint32_t number, std::uint32_t flags);

    // Needs: a row has begun, column < sheet_columns_max.
    [[gnu::always_inline]] void
    add(std::uint16_t column, CellKind kind, std::uint8_t flags, std::string_view text) {
        if (text.size() > room_) [[unlikely]] {
            overfull_ = true;
            return;
        }
        room_ -= text.size();
        if (column < next_column_) [[unlikely]]
            loosen();
        if (loose_) [[unlikely]] {
            keep(column, kind, flags, text);
            return;
        }
        next_column_ = column + 1U;
        batch_->add_cell(column, kind, flags, text);
        ++count_;
    }

    // Ends the row; a row without cells is taken out of the batch. True when it stays.
    bool end();

    // The row holds more text than row_bytes_max, or more cells than a row has columns.
    bool overfull() const { return overfull_; }
    std::uint64_t text_bytes() const { return row_bytes_max - room_; }
    std::uint32_t cell_count() const { return count_; }

private:
    struct LooseCell {
        std::uint16_t column;
        CellKind kind;
        std::uint8_t flags;
        std::uint32_t order;  // as the sheet has them
        std::string text;
    };

    void loosen();
    void keep(std::uint16_t column, CellKind kind, std::uint8_t flags, std::string_view text);
    void settle();

    Batch* batch_ = nullptr;
    std::uint32_t number_ = 0;
    std::uint32_t flags_ = 0;
    std::uint32_t next_column_ = 0;
    std::uint32_t count_ = 0;
    std::size_t room_ = 0;
    bool loose_ = false;
    bool overfull_ = false;
    std::vector<LooseCell> loose_cells_;
};

}  // namespace rollcall::sheet::xlsx
