#include "sheet/xlsx/sheet_scanner.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "sheet/xlsx/cell_text.hpp"
#include "sheet/xlsx/digits.hpp"
#include "sheet/xlsx/number.hpp"
#include "sheet/xlsx/reference.hpp"
#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::xlsx {
namespace {

using xml::Token;

// A cell of usual length then lies in the window whole.
constexpr std::size_t refill_below = 4 * kib;

std::unexpected<Error> refuse_reference(std::string_view what, std::uint32_t after_row) {
    return refuse(
        Errc::bad_reference,
        fmt::format(
            "After row {} the sheet names {} that no sheet has. Open it in Excel, save it again "
            "as .xlsx and send that.",
            after_row,
            what
        )
    );
}

std::unexpected<Error> refuse_rows(const ReaderLimits& limits) {
    return refuse(
        Errc::too_many_rows,
        fmt::format(
            "The sheet has over {} rows, the most allowed. Split the list into several files.",
            with_commas(limits.rows)
        )
    );
}

std::unexpected<Error> refuse_columns(const ReaderLimits& limits, std::uint32_t row) {
    return refuse(
        Errc::too_many_columns,
        fmt::format(
            "Row {} has over {} columns, the most allowed. Delete the columns that are not part "
            "of the list.",
            row,
            with_commas(limits.columns)
        )
    );
}

}  // namespace

SheetScanner::SheetScanner(
    zip::Archive& archive,
    const zip::Entry& entry,
    const SharedStrings& strings,
    const package::Styles& styles
)
    : limits_(archive.limits()),
      part_(archive, entry, limits_.part_bytes),
      window_(part_),
      markup_(window_, limits_),
      values_(strings, styles),
      usual_cells_(values_, limits_),
      rows_seen_(sheet_rows_max + 1) {}

Result<bool> SheetScanner::next_row(Batch& batch) {
    if (ended_) return false;
    if (!in_data_) {
        const auto found = find_data();
        if (!found || !*found) return found;
    }
    for (;;) {
        const auto token = markup_.next();
        if (token == Token::fault) return std::unexpected(markup_.fault());
        if (token == Token::end) {
            ended_ = true;
            if (const auto drained = drain(); !drained) return std::unexpected(drained.error());
            return false;
        }
        if (token != Token::start) continue;
        const auto valued = read_row(batch);
        if (!valued || *valued) return valued;
    }
}

// Reads on to the inside of <sheetData>; false when there is none.
Result<bool> SheetScanner::find_data() {
    for (;;) {
        const auto token = markup_.next();
        if (token == Token::fault) return std::unexpected(markup_.fault());
        if (token == Token::finish) {
            ended_ = true;
            return false;
        }
        if (token != Token::start) continue;
        if (markup_.depth() == 1) {
            if (markup_.name() != "worksheet") {
                return refuse(
                    Errc::file_not_a_spreadsheet,
                    "The sheet holds no cells. Put the list on a worksheet and send it again."
                );
            }
        } else if (markup_.is("sheetData")) {
            in_data_ = true;
            return true;
        } else if (!markup_.skip()) {
            return std::unexpected(markup_.fault());
        }
    }
}

// True when the element is a row that has a value.
Result<bool> SheetScanner::read_row(Batch& batch) {
    if (!markup_.is("row")) {
        if (!markup_.skip()) return std::unexpected(markup_.fault());
        return false;
    }
    const auto hidden = markup_.attribute("hidden");
    row_hidden_ = hidden == "1" || hidden == "true";
    row_begun_ = false;
    next_column_ = 0;
    stated_row_.reset();
    if (const auto stated = markup_.attribute("r")) {
        stated_row_ = parse_row_number(trim_spaces(*stated));
        if (!stated_row_) return refuse_reference("a row", row_number_);
        if (const auto begun = begin_row(batch, *stated_row_); !begun)
            return std::unexpected(begun.error());
    }
    if (const auto read = read_cells(batch); !read) return std::unexpected(read.error());
    return end_row(batch);
}

Result<void> SheetScanner::read_cells(Batch& batch) {
    const auto inside = markup_.depth();
    for (;;) {
        if (row_begun_ && read_usual_cells()) continue;
        const auto token = markup_.next();
        if (token == Token::fault) return std::unexpected(markup_.fault());
        if (markup_.depth() < inside) return {};
        if (token != Token::start) continue;
        if (!markup_.is("c")) {
            if (!markup_.skip()) return std::unexpected(markup_.fault());
        } else if (auto read = read_cell(batch); !read) {
            return read;
        }
    }
}

// True when it is worth to look again: the window has moved on.
bool SheetScanner::read_usual_cells() {
    if (markup_.prefixed() || markup_.closing()) return false;
    const auto* const from = window_.at();
    const auto* const to = usual_cells_.read(from, window_.end(), row_digits_, next_column_, row_);
    window_.advance_to(to);
    return window_.size() < refill_below && window_.more();
}

Result<void> SheetScanner::read_cell(Batch& batch) {
    CellHead head;
    if (auto placed = place_cell(batch, head); !placed) return placed;
    if (const auto style = markup_.attribute("s"))
        head.style = parse_whole<std::uint32_t>(*style).value_or(0);
    if (const auto type = markup_.attribute("t")) head.type = parse_cell_type(*type);
    return read_cell_content(head);
}

// Tells the cell's column, and the row's number when its first cell is who knows it.
Result<void> SheetScanner::place_cell(Batch& batch, CellHead& head) {
    head.column = next_column_;
    std::optional<std::uint32_t> row;
    if (const auto stated = markup_.attribute("r")) {
        const auto reference = parse_reference(trim_spaces(*stated));
        if (!reference)
            return refuse_reference("a cell", row_begun_ ? row_number_ - 1 : row_number_);
        head.column = reference->column;
        row = reference->row;
    }
    if (!row_begun_) {
        if (auto begun = begin_row(batch, row.value_or(row_number_ + 1)); !begun) return begun;
    }
    if (head.column >= limits_.columns) return refuse_columns(limits_, row_number_);
    next_column_ = head.column + 1;
    return {};
}

Result<void> SheetScanner::read_cell_content(const CellHead& head) {
    const auto inside = markup_.depth();
    bool formula = false;
    bool has_value = false;
    text_.clear();
    inline_text_.clear();
    while (markup_.depth() >= inside) {
        const auto token = markup_.next();
        if (token == Token::fault) return std::unexpected(markup_.fault());
        if (token != Token::start) continue;
        Result<void> read;
        if (markup_.is("v") && !has_value) {
            has_value = true;
            read = read_text(markup_, text_, limits_);
        } else if (markup_.is("is")) {
            read = read_rich_text(markup_, inline_text_, limits_);
        } else {
            formula = formula || markup_.is("f");
            if (!markup_.skip()) return std::unexpected(markup_.fault());
        }
        if (!read) return read;
    }
    finish_cell(head, formula);
    return {};
}

// Text in <is> wins over <v>. An inline formula's <v> is no cached value: other readers show
// nothing there, so the cell is flagged as blank.
void SheetScanner::finish_cell(const CellHead& head, bool formula) {
    const bool inline_value = head.type == CellType::inline_text && formula;
    const bool is_text = inline_text_.size() > 0 || inline_value;
    auto& chosen = is_text ? inline_text_ : text_;
    const auto value = chosen.finish();
    unsigned flags = text_flags(chosen, value);
    if (formula) flags |= flag_formula;
    const bool blank = formula && value.empty() && head.type != CellType::text;
    if (is_text || blank) {
        values_.add_text(row_, head, value, flags | (blank ? flag_formula_no_value : flag_none));
    } else {
        values_.add_value(row_, head, value, flags);
    }
}

Result<void> SheetScanner::begin_row(Batch& batch, std::uint32_t number) {
    if (number > sheet_rows_max) return refuse_rows(limits_);
    if (rows_seen_[number])
        return zip::damaged(fmt::format("row {} stands twice in the sheet", number));
    rows_seen_[number] = true;
    if (number <= row_number_) notes_.rows_out_of_order = true;
    row_number_ = number;
    row_digits_ = std::to_string(number);
    row_begun_ = true;
    row_.begin(batch, number, row_hidden_ ? row_flag_hidden : row_flag_none);
    return {};
}

// Ends the row; true when it has a value.
Result<bool> SheetScanner::end_row(Batch& batch) {
    if (!row_begun_) {
        if (const auto begun = begin_row(batch, row_number_ + 1); !begun)
            return std::unexpected(begun.error());
    }
    const bool valued = row_.end();
    if (row_.overfull()) {
        return refuse(
            Errc::file_too_large,
            fmt::format(
                "Row {} holds over {} bytes of text. Check that row: a list has far less.",
                row_number_,
                with_commas(row_bytes_max)
            )
        );
    }
    if (!valued) return false;
    if (row_number_ > limits_.rows) return refuse_rows(limits_);
    if (auto counted = count_output(); !counted) return std::unexpected(counted.error());
    ++valued_rows_;
    last_valued_row_ = std::max(last_valued_row_, row_number_);
    if (row_hidden_) ++notes_.hidden_rows;
    return true;
}

// One long shared text in every cell makes gigabytes of a small file.
Result<void> SheetScanner::count_output() {
    emitted_bytes_ += row_.text_bytes() + sizeof(Row) + sizeof(Cell) * row_.cell_count();
    const bool grows = emitted_bytes_ > limits_.emitted_judged_past &&
                       emitted_bytes_ / limits_.ratio > part_.position();
    if (emitted_bytes_ <= limits_.emitted_bytes && !grows) return {};
    return refuse(
        Errc::file_too_large,
        fmt::format(
            "The sheet's cells hold {} bytes up to row {}, more than is allowed. Shorten the texts "
            "or split the list into several files.",
            with_commas(emitted_bytes_),
            row_number_
        )
    );
}

// What follows the data (merges, widths, links) is passed over unparsed, but inflated: the CRC must
// be right. A part cut short there has lost no row, but a tag left open says that it was cut.
Result<void> SheetScanner::drain() {
    char last = '>';
    for (;;) {
        const auto kept = window_.view().find_last_not_of(" \t\r\n");
        if (kept != std::string_view::npos) last = window_.view()[kept];
        window_.advance_to(window_.end());
        if (!window_.more()) break;
    }
    if (window_.failed()) return std::unexpected(window_.fault());
    if (last != '>') return zip::damaged("the sheet ends within a tag");
    return {};
}

Notes SheetScanner::notes() const {
    auto notes = notes_;
    notes.blank_rows = last_valued_row_ - valued_rows_;
    return notes;
}

}  // namespace rollcall::sheet::xlsx
