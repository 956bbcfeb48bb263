// Rows as a text that a test can be read by: "1: a|b|c" a row, with a line each; what is special
// in a cell stands behind it in brackets. Columns without a cell stay empty.
#pragma once

#include <string>

#include "sheet/reader.hpp"

namespace rollcall::tests {

inline std::string flags_text(std::uint8_t flags) {
    std::string text;
    if ((flags & sheet::flag_replaced) != 0) text += "[replaced]";
    if ((flags & sheet::flag_too_long) != 0) text += "[too long]";
    if ((flags & sheet::flag_date) != 0) text += "[date]";
    return text;
}

inline std::string rows_text(const sheet::Batch& batch) {
    std::string text;
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        text += std::to_string(batch.row(i).number) + ": ";
        std::uint32_t column = 0;
        for (const auto& cell : batch.cells(i)) {
            for (; column < cell.column; ++column)
                text += '|';
            text += std::string(batch.text(cell)) + flags_text(cell.flags);
        }
        text += '\n';
    }
    return text;
}

// All rows of a reader; a refusal stands at the end with its code.
inline std::string all_rows_text(sheet::Reader& reader) {
    std::string text;
    sheet::Batch batch;
    for (;;) {
        const auto more = reader.next(batch);
        if (!more) return text + std::string(to_string(more.error().code)) + '\n';
        if (!*more) return text;
        text += rows_text(batch);
    }
}

}  // namespace rollcall::tests
