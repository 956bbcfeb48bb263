#include "sheet/xlsx/cell_values.hpp"

#include <limits>

#include "sheet/xlsx/digits.hpp"
#include "sheet/xlsx/number.hpp"

namespace rollcall::sheet::xlsx {
namespace {

// A number that no table of texts has.
constexpr auto no_index = std::numeric_limits<std::uint64_t>::max();

}  // namespace

CellType parse_cell_type(std::string_view text) {
    if (text == "s") return CellType::shared;
    if (text == "n" || text.empty()) return CellType::number;
    if (text == "inlineStr") return CellType::inline_text;
    if (text == "b") return CellType::boolean;
    if (text == "e") return CellType::error;
    if (text == "d") return CellType::iso_date;
    return CellType::text;
}

void CellValues::add_value(
    RowBuilder& row,
    const CellHead& head,
    std::string_view text,
    unsigned flags
) const {
    const auto value = trim_spaces(text);
    if (head.type == CellType::text || head.type == CellType::inline_text)
        return add_text(row, head, text, flags);
    if (value.empty()) return;
    switch (head.type) {
        case CellType::shared:
            return add_shared(
                row, head, parse_whole<std::uint64_t>(value).value_or(no_index), flags
            );
        case CellType::boolean: return add_boolean(row, head, value, flags);
        case CellType::error: return add(row, head, CellKind::error, flags, value);
        case CellType::iso_date: return add(row, head, CellKind::iso_date, flags, value);
        default: break;
    }
    if (is_number(value)) {
        add_number(row, head, value, flags);
    } else {
        add(row, head, CellKind::number, flags | flag_impossible_number, value);
    }
}

void CellValues::add_boolean(
    RowBuilder& row,
    const CellHead& head,
    std::string_view text,
    unsigned flags
) {
    if (text == "1" || text == "true") return add(row, head, CellKind::boolean, flags, "1");
    if (text == "0" || text == "false") return add(row, head, CellKind::boolean, flags, "0");
    add(row,
        head,
        CellKind::number,
        flags | (is_number(text) ? flag_none : flag_impossible_number),
        text);
}

}  // namespace rollcall::sheet::xlsx
