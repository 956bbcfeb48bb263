// One worksheet part: at most 1,048,576 rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sheet/writer/cell.hpp"
#include "sheet/writer/markup.hpp"
#include "sheet/writer/spill.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::sheet::writer {

// Row by row into a spill file. The first rows wait in memory, since the widths that are fitted to
// them stand before them in the part.
class Worksheet {
public:
    Worksheet(const SheetOptions& options, const std::string& spill_folder);

    bool full() const;
    void row(std::span<const Value> values);
    Spilled finish();

    // What the filter spans, as "$A$1:$Y$300"; empty without a header. Complete after `finish`.
    std::string filter_range() const;

private:
    void write_header(const std::vector<std::string>& header);
    void fit(std::span<const Value> values);
    void write_preamble();
    void spill();

    bool has_header_;
    bool fitted_;
    bool started_ = false;
    std::vector<double> widths_;
    std::vector<ColumnPiece> columns_;
    std::uint32_t rows_ = 0;
    std::uint32_t columns_used_ = 0;
    Markup markup_;
    Spill spill_;
};

}  // namespace rollcall::sheet::writer
