// A cell's raw value to what a batch holds, the same for usual and unusual cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.hpp"
#include "sheet/batch.hpp"
#include "sheet/xlsx/package/styles.hpp"
#include "sheet/xlsx/row_builder.hpp"
#include "sheet/xlsx/shared_strings.hpp"

namespace rollcall::sheet::xlsx {

// The attribute t of a cell; `text` is both t="str" and what is not known.
enum class CellType : std::uint8_t { number, shared, inline_text, text, boolean, error, iso_date };

CellType parse_cell_type(std::string_view text);

struct CellHead {
    std::uint32_t column = 0;
    std::uint32_t style = 0;
    CellType type = CellType::number;
};

class CellValues {
public:
    // Needs: both outlive it.
    CellValues(const SharedStrings& strings, const package::Styles& styles)
        : strings_(strings), styles_(styles) {}

    // Adds the shared text of that number; a number of no text becomes an empty, flagged cell.
    void add_shared(RowBuilder& row, const CellHead& head, std::uint64_t index, unsigned flags)
        const {
        const auto item = strings_.find(index);
        if (!item) [[unlikely]] {
            add(row, head, CellKind::text, flags | flag_bad_string_index, {});
        } else if (!item->text.empty()) {
            add(row, head, CellKind::text, flags | item->flags, item->text);
        }
    }

    // Adds a number whose text is known to be one.
    void add_number(RowBuilder& row, const CellHead& head, std::string_view text, unsigned flags)
        const {
        const auto date = styles_.is_date(head.style) ? flag_date : flag_none;
        add(row, head, CellKind::number, flags | date, text);
    }

    // Adds what stands in <v>, decoded. Without text nothing is added.
    void add_value(RowBuilder& row, const CellHead& head, std::string_view text, unsigned flags)
        const;

    // Adds a text; an empty one only when something is to be said of it.
    [[gnu::always_inline]] static void
    add_text(RowBuilder& row, const CellHead& head, std::string_view text, unsigned flags) {
        const auto telling = flags & ~unsigned{flag_formula};
        if (!text.empty() || telling != flag_none) add(row, head, CellKind::text, flags, text);
    }

private:
    [[gnu::always_inline]] static void
    add(RowBuilder& row, const CellHead& head, CellKind kind, unsigned flags, std::string_view text
    ) {
        row.add(
            static_cast<std::uint16_t>(head.column), kind, static_cast<std::uint8_t>(flags), text
        );
    }

    static void
    add_boolean(RowBuilder& row, const CellHead& head, std::string_view text, unsigned flags);

    const SharedStrings& strings_;
    const package::Styles& styles_;
};

}  // namespace rollcall::sheet::xlsx
