// Rows as the reader hands them out: many rows at once, their cells packed, their text in one
// arena.
//
// This is also the payload of a frame on the reader child's pipe (sheet/child), byte for byte, so
// that handing rows on costs no second encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/short_text.hpp"

namespace rollcall::sheet {

enum class CellKind : std::uint8_t {
    text,
    number,    // the digits as the file wrote them: "45123", "4.5123E4", "8001015009087"
    boolean,   // "1" or "0"
    error,     // "#N/A" and its like
    iso_date,  // t="d": an ISO 8601 date or date-time as written
};

// What the reader noticed of one cell; several may hold.
enum CellFlag : std::uint8_t {
    flag_none = 0,
    flag_date = 1,               // a number whose format shows a date or time
    flag_formula = 2,            // the value is a formula's cached one
    flag_formula_no_value = 4,   // a formula without a cached value: the text is empty
    flag_replaced = 8,           // NUL, control or ill-formed bytes were replaced by U+FFFD
    flag_bad_string_index = 16,  // the shared string does not exist: the text is empty
    flag_too_long = 32,          // over 32,767 UTF-16 units: handed on whole, check cuts or refuses
    flag_repeated = 64,          // the cell stood twice in its row; this is the later value
    flag_impossible_number = 128  // not a number at all (NaN, 1e400, 0x10): the text as written
};

// Eight bytes a cell. The text ends where the next cell's text begins.
struct Cell {
    std::uint32_t offset;
    std::uint16_t column;  // from 0
    CellKind kind;
    std::uint8_t flags;
};
static_assert(sizeof(Cell) == 8);

enum RowFlag : std::uint32_t { row_flag_none = 0, row_flag_hidden = 1 };

struct Row {
    std::uint32_t number;      // from 1, as the sheet shows it at the left
    std::uint32_t first_cell;  // its cells end where the next row's begin
    std::uint32_t flags;
};

// Rows in reading order. Blank rows (no cell with text, kind or flag worth telling) are left out;
// row numbers count on over them. Cells of a row ascend by column, each column at most once; cells
// without a value and without a flag are left out. All text is valid UTF-8 without NUL.
//
// A view into a Batch lives until the next `clear` or `Reader::next`.
class Batch {
public:
    void clear();

    std::size_t row_count() const { return rows_.size(); }
    bool empty() const { return rows_.empty(); }
    const Row& row(std::size_t index) const { return rows_[index]; }
    std::span<const Cell> cells(std::size_t row_index) const {
        const std::size_t first = rows_[row_index].first_cell;
        const auto end =
            row_index + 1 < rows_.size() ? rows_[row_index + 1].first_cell : cells_.size();
        return {cells_.data() + first, end - first};
    }
    // Needs: `cell` belongs to this batch.
    std::string_view text(const Cell& cell) const {
        const auto* const next = &cell + 1;
        const auto end = next < cells_.data() + cells_.size() ? next->offset : text_bytes_;
        return {text_.data() + cell.offset, end - cell.offset};
    }
    // Bytes of everything in it: what a frame would carry.
    std::size_t bytes() const;

    // Making one: start_row, then its cells by ascending column, then the next row.
    void start_row(std::uint32_t number, std::uint32_t flags = row_flag_none) {
        rows_.push_back({number, static_cast<std::uint32_t>(cells_.size()), flags});
    }
    void add_cell(std::uint16_t column, CellKind kind, std::uint8_t flags, std::string_view text) {
        cells_.push_back({static_cast<std::uint32_t>(text_bytes_), column, kind, flags});
        if (text_.size() - text_bytes_ < text.size()) grow(text.size());
        copy_text(text_.data() + text_bytes_, text);
        text_bytes_ += text.size();
    }
    // Takes the row last started back out (it turned out blank).
    void drop_row();

    // The raw parts, for the pipe.
    std::span<const Row> raw_rows() const { return rows_; }
    std::span<const Cell> raw_cells() const { return cells_; }
    std::string_view raw_text() const { return {text_.data(), text_bytes_}; }

    // Takes raw parts over after checking every offset, order and column; false, and an empty
    // batch, when they do not fit together. `text` is not checked for UTF-8 (the child did).
    bool adopt(std::vector<Row>&& rows, std::vector<Cell>&& cells, std::string&& text);
    // Gives the buffers back for reuse with `adopt`.
    void release(std::vector<Row>& rows, std::vector<Cell>& cells, std::string& text);

private:
    bool columns_ascend() const;
    void grow(std::size_t bytes);

    std::vector<Row> rows_;
    std::vector<Cell> cells_;
    // Longer than its text, which ends at `text_bytes_`: a cell is added too often to let the
    // string see to each.
    std::string text_;
    std::size_t text_bytes_ = 0;
};

}  // namespace rollcall::sheet
