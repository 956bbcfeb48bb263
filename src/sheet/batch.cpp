#include "sheet/batch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace rollcall::sheet {
namespace {

bool rows_fit(std::span<const Row> rows, std::span<const Cell> cells) {
    if (rows.empty()) return cells.empty();
    if (rows.front().first_cell != 0) return false;
    std::uint32_t cells_before = 0;
    for (const auto& row : rows) {
        if (row.number < 1 || row.number > sheet_rows_max) return false;
        if (row.first_cell < cells_before || row.first_cell > cells.size()) return false;
        cells_before = row.first_cell;
    }
    return true;
}

// No text may begin in the middle of a character, or two texts would not be UTF-8 by themselves.
bool begins_character(std::string_view text, std::size_t offset) {
    return offset == text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0U) != 0x80U;
}

bool cells_fit(std::span<const Cell> cells, std::string_view text) {
    if (cells.empty()) return text.empty();
    if (cells.front().offset != 0) return false;
    std::uint32_t offset = 0;
    for (const auto& cell : cells) {
        if (cell.offset < offset || cell.offset > text.size()) return false;
        if (!begins_character(text, cell.offset)) return false;
        if (cell.column >= sheet_columns_max || cell.kind > CellKind::iso_date) return false;
        offset = cell.offset;
    }
    return true;
}

}  // namespace

void Batch::clear() {
    rows_.clear();
    cells_.clear();
    text_bytes_ = 0;
}

std::size_t Batch::bytes() const {
    return rows_.size() * sizeof(Row) + cells_.size() * sizeof(Cell) + text_bytes_;
}

void Batch::drop_row() {
    const auto first = rows_.back().first_cell;
    if (first < cells_.size()) text_bytes_ = cells_[first].offset;
    cells_.resize(first);
    rows_.pop_back();
}

bool Batch::adopt(std::vector<Row>&& rows, std::vector<Cell>&& cells, std::string&& text) {
    rows_ = std::move(rows);
    cells_ = std::move(cells);
    text_ = std::move(text);
    text_bytes_ = text_.size();
    const bool fits = rows_fit(rows_, cells_) && cells_fit(cells_, text_) && columns_ascend() &&
                      !text_.contains('\0') && is_utf8(text_);
    if (!fits) clear();
    return fits;
}

void Batch::grow(std::size_t bytes) {
    text_.resize(std::max(text_.size() + (text_.size() / 2), text_bytes_ + bytes + (64 * kib)));
}

bool Batch::columns_ascend() const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto of_row = cells(i);
        for (std::size_t c = 1; c < of_row.size(); ++c) {
            if (of_row[c - 1].column >= of_row[c].column) return false;
        }
    }
    return true;
}

void Batch::release(std::vector<Row>& rows, std::vector<Cell>& cells, std::string& text) {
    rows = std::move(rows_);
    cells = std::move(cells_);
    text_.resize(text_bytes_);
    text = std::move(text_);
    clear();
}

}  // namespace rollcall::sheet
