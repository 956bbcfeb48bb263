// A worksheet's part, row by row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"
#include "sheet/xlsx/cell_values.hpp"
#include "sheet/xlsx/package/styles.hpp"
#include "sheet/xlsx/row_builder.hpp"
#include "sheet/xlsx/shared_strings.hpp"
#include "sheet/xlsx/usual_cells.hpp"
#include "sheet/xlsx/xml/xml.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx {

class SheetScanner {
public:
    // Needs: all outlive it.
    SheetScanner(
        zip::Archive& archive,
        const zip::Entry& entry,
        const SharedStrings& strings,
        const package::Styles& styles
    );

    // Reads on to the next row that has a value and adds it to the batch; false when the sheet's
    // data has ended. Refuses as Reader::next does.
    Result<bool> next_row(Batch& batch);

    // Unpacked bytes of the part read so far.
    std::uint64_t position() const { return part_.position(); }
    Notes notes() const;

private:
    Result<bool> find_data();
    Result<bool> read_row(Batch& batch);
    Result<void> read_cells(Batch& batch);
    bool read_usual_cells();
    Result<void> read_cell(Batch& batch);
    Result<void> place_cell(Batch& batch, CellHead& head);
    Result<void> read_cell_content(const CellHead& head);
    void finish_cell(const CellHead& head, bool formula);
    Result<void> begin_row(Batch& batch, std::uint32_t number);
    Result<bool> end_row(Batch& batch);
    Result<void> count_output();
    Result<void> drain();

    const ReaderLimits& limits_;
    xml::PartText part_;
    xml::Window window_;
    xml::Markup markup_;
    CellValues values_;
    UsualCells usual_cells_;
    RowBuilder row_;
    xml::TextBuilder text_;
    xml::TextBuilder inline_text_;

    bool in_data_ = false;
    bool ended_ = false;
    std::optional<std::uint32_t> stated_row_;  // the attribute r of the row that is read
    bool row_hidden_ = false;
    bool row_begun_ = false;
    std::string row_digits_;  // of the row that is read, as its cells write it
    std::uint32_t row_number_ = 0;
    std::uint32_t next_column_ = 0;

    std::vector<bool> rows_seen_;
    std::uint32_t last_valued_row_ = 0;
    std::uint32_t valued_rows_ = 0;
    std::uint64_t emitted_bytes_ = 0;
    Notes notes_;
};

}  // namespace rollcall::sheet::xlsx
