#include "sheet/batch.hpp"

#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace rollcall::sheet {

void Batch::clear() {
    rows_.clear();
    cells_.clear();
    text_.clear();
}

std::size_t Batch::bytes() const {
    return rows_.size() * sizeof(Row) + cells_.size() * sizeof(Cell) + text_.size();
}

void Batch::start_row(std::uint32_t number, std::uint32_t flags) {
    rows_.push_back({number, static_cast<std::uint32_t>(cells_.size()), flags});
}

void Batch::add_cell(
    std::uint16_t column,
    CellKind kind,
    std::uint8_t flags,
    std::string_view text
) {
    cells_.push_back({static_cast<std::uint32_t>(text_.size()), column, kind, flags});
    text_ += text;
}

void Batch::drop_row() {
    const auto first = rows_.back().first_cell;
    if (first < cells_.size()) text_.resize(cells_[first].offset);
    cells_.resize(first);
    rows_.pop_back();
}

bool Batch::adopt(std::vector<Row>&& rows, std::vector<Cell>&& cells, std::string&& text) {
    rows_ = std::move(rows);
    cells_ = std::move(cells);
    text_ = std::move(text);
    std::uint32_t cells_before = 0;
    bool fits = rows_.empty() ? cells_.empty() : rows_.front().first_cell == 0;
    for (const auto& row : rows_) {
        fits = fits && row.number >= 1 && row.number <= sheet_rows_max &&
               row.first_cell >= cells_before && row.first_cell <= cells_.size();
        cells_before = row.first_cell;
    }
    std::uint32_t offset = 0;
    for (const auto& cell : cells_) {
        fits = fits && cell.offset >= offset && cell.offset <= text_.size() &&
               cell.column < sheet_columns_max && cell.kind <= CellKind::iso_date;
        offset = cell.offset;
    }
    fits = fits && (cells_.empty() ? text_.empty() : cells_.front().offset == 0);
    for (std::size_t i = 0; fits && i < rows_.size(); ++i) {
        const auto of_row = this->cells(i);
        for (std::size_t c = 1; c < of_row.size(); ++c) {
            fits = fits && of_row[c - 1].column < of_row[c].column;
        }
    }
    if (!fits) clear();
    return fits;
}

void Batch::release(std::vector<Row>& rows, std::vector<Cell>& cells, std::string& text) {
    rows = std::move(rows_);
    cells = std::move(cells_);
    text = std::move(text_);
    clear();
}

}  // namespace rollcall::sheet
