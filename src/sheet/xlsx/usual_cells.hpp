// The cells that every program writes, read at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/xlsx/cell_values.hpp"
#include "sheet/xlsx/row_builder.hpp"
#include "sheet/xlsx/xml/character_data.hpp"

namespace rollcall::sheet::xlsx {

// Reads cells like <c r="B7" s="1" t="s"><v>42</v></c>, whole and in place. At the first byte of
// anything else it stops in front of that cell and leaves it to the general reader, so that it may
// know little: nothing is refused here.
class UsualCells {
public:
    // Needs: all outlive it.
    UsualCells(const CellValues& values, const ReaderLimits& limits)
        : values_(values), limits_(limits) {}

    // Reads from `at` on; returns where it stopped. `row_digits` is the row's number as its cells
    // write it; `next_column` goes on behind the last cell read. Needs: xml::Window::padding bytes
    // of zero behind `end`.
    const char* read(
        const char* at,
        const char* end,
        std::string_view row_digits,
        std::uint32_t& next_column,
        RowBuilder& row
    );

private:
    const char* read_content(const char* at, const CellHead& head, RowBuilder& row);
    // `closing` is a literal, so that it is compared in place and not by a call.
    template <std::size_t N>
    const char* read_text(
        const char* at,
        const char (&closing)[N],  // NOLINT(modernize-avoid-c-arrays)
        const CellHead& head,
        RowBuilder& row
    );
    std::uint8_t decode(std::string_view& text);

    const CellValues& values_;
    const ReaderLimits& limits_;
    const char* end_ = nullptr;
    xml::TextBuilder text_;
};

}  // namespace rollcall::sheet::xlsx
