// What the reader makes of a workbook, as one text, for tests.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"
#include "sheet/xlsx/reference.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/workbook_parts.hpp"

namespace rollcall::sheet::xlsx {

// "A=s:text" with the flags behind: "A=n:1{date,formula}".
inline std::string shown(const Batch& batch, const Cell& cell) {
    static constexpr std::array<const char*, 8> names{
        "date",
        "formula",
        "no value",
        "replaced",
        "bad index",
        "too long",
        "repeated",
        "impossible"};
    static constexpr std::string_view kinds = "snbed";
    std::string text = column_letters(cell.column) + "=" +
                       kinds[static_cast<std::size_t>(cell.kind)] + ":" +
                       std::string(batch.text(cell));
    std::string flags;
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        if ((cell.flags >> bit & 1U) != 0)
            flags += (flags.empty() ? "" : ",") + std::string(names[bit]);
    }
    return flags.empty() ? text : text + "{" + flags + "}";
}

inline std::string shown(const Batch& batch) {
    std::string text;
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        if (!text.empty()) text += " | ";
        text += std::to_string(batch.row(i).number) + ":";
        for (const auto& cell : batch.cells(i))
            text += " " + shown(batch, cell);
    }
    return text;
}

struct Read {
    std::string rows;  // or the code of the refusal
    Info info;
    Notes notes;
};

inline Read read_bytes(std::string_view bytes, const OpenOptions& options = {}, int spill = -1) {
    const auto file = test::memory_file(bytes);
    const auto reader = open({file.get(), spill}, options);
    if (!reader) return {std::string(to_string(reader.error().code)), {}, {}};
    Read read{"", (*reader)->info(), {}};
    Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return {std::string(to_string(more.error().code)), {}, {}};
        if (!*more) break;
        if (!read.rows.empty()) read.rows += " | ";
        read.rows += shown(batch);
    }
    read.notes = (*reader)->notes();
    return read;
}

// The rows of a sheet with these rows, and these shared strings and styles.
inline std::string
rows_of(std::string_view rows, std::string_view items = "", std::string styles = "") {
    test::Workbook workbook;
    workbook.sheet = test::worksheet(rows);
    workbook.shared_strings = test::shared_strings(items);
    workbook.styles = std::move(styles);
    return read_bytes(workbook.bytes()).rows;
}

inline std::string cells_of(std::string_view cells, std::string_view items = "") {
    return rows_of("<row r=\"1\">" + std::string(cells) + "</row>", items);
}

}  // namespace rollcall::sheet::xlsx
