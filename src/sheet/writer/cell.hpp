// One cell as markup.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sheet/writer/markup.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::sheet::writer {

// "A" for 0, "XFD" for 16,383.
std::string column_letters(std::uint32_t column);

// Whether the text can stand in a number cell as it is: a decimal number that a double can hold.
// Anything else there makes Excel offer to repair the workbook.
bool is_number_literal(std::string_view text);

// A few bytes of markup, copied in steps of fixed size.
template <std::size_t capacity>
struct Piece {
    std::array<char, capacity> bytes{};
    std::size_t size = 0;

    Piece() = default;
    explicit Piece(std::string_view text) : size(text.size()) { text.copy(bytes.data(), capacity); }
};

// Every cell carries its reference: some readers (ExcelJS among them) know no cells without.
using ColumnPiece = Piece<16>;  // `<c r="AB`
using RowPiece = Piece<8>;      // `1048576`

ColumnPiece column_piece(std::uint32_t column);

// Appends the cell; nothing for a blank in plain style.
void add_cell(Markup& markup, const ColumnPiece& column, const RowPiece& row, const Value& value);

}  // namespace rollcall::sheet::writer
