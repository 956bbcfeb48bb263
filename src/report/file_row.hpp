// The cells of an uploaded row as cells of a workbook.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "load/facts.hpp"
#include "report/scratch.hpp"
#include "sheet/batch.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {

enum class Shade : std::uint8_t { none, red, amber };

// Cells go out as they stand: text as text, a number with its digits, a date as a date. ID, ward,
// voting district and telephone numbers become text, with every digit.
class FileRow {
public:
    // Columns of its own that a report sheet adds to the file's: so many of the sheet's 16,384 are
    // kept free for them.
    static constexpr std::size_t own_columns_max = 16;

    FileRow(const load::FileFacts& facts, bool date1904);

    // Views live until the next `fill`, and as long as the batch's own.
    void fill(const sheet::Batch& batch, std::span<const sheet::Cell> cells, Shade shade);

    // The file's columns, as many as its header has.
    std::span<const sheet::writer::Value> columns() const;
    // Cells past the header's end.
    std::span<const sheet::writer::Value> extras() const;
    const sheet::writer::Value& id_number() const { return values_[id_column_]; }
    std::size_t id_column() const { return id_column_; }
    // The ward's digits as the row has them; empty where it has none.
    std::string_view ward() const;

private:
    sheet::writer::Value value_of(const sheet::Cell& cell, std::string_view text);
    sheet::writer::Value number_of(const sheet::Cell& cell, std::string_view text);
    sheet::writer::Value iso_date_of(std::string_view text);

    bool date1904_;
    std::size_t width_;
    std::size_t id_column_;
    std::size_t ward_column_;
    std::vector<bool> is_digits_;  // by column: digits that are a name, never a quantity
    std::vector<sheet::writer::Value> values_;
    Scratch scratch_;
};

}  // namespace rollcall::report
