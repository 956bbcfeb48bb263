#include "sheet/writer/cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "sheet/writer/markup.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::size_t style_count = static_cast<std::size_t>(Style::amber_date_time) + 1;
// Long enough that its double may be infinite; shorter plain digits never are.
constexpr std::size_t digits_judged_past = 300;

// What stands between a cell's reference and its value.
struct Openings {
    Piece<32> text;
    Piece<64> spaced_text;
    Piece<32> number;
    Piece<32> boolean;
    Piece<16> blank;
};

const std::array<Openings, style_count>& openings() {
    static const auto table = [] {
        std::array<Openings, style_count> made;
        for (std::size_t i = 0; i < style_count; ++i) {
            const auto style = i == 0 ? std::string("\"") : fmt::format("\" s=\"{}\"", i);
            made.at(i).text = Piece<32>(style + R"( t="inlineStr"><is><t>)");
            made.at(i).spaced_text =
                Piece<64>(style + R"( t="inlineStr"><is><t xml:space="preserve">)");
            made.at(i).number = Piece<32>(style + "><v>");
            made.at(i).boolean = Piece<32>(style + R"( t="b"><v>)");
            made.at(i).blank = Piece<16>(style + "/>");
        }
        return made;
    }();
    return table;
}

template <std::size_t capacity>
char* put(char* end, const Piece<capacity>& piece) {
    std::memcpy(end, piece.bytes.data(), capacity);
    return end + piece.size;
}

// Room for every piece before a cell's value; each is copied whole.
constexpr std::size_t opening_room = 16 + 8 + 64;

template <std::size_t capacity>
void open(
    Markup& markup,
    const ColumnPiece& column,
    const RowPiece& row,
    const Piece<capacity>& piece
) {
    char* end = markup.room(opening_room);
    end = put(end, column);
    end = put(end, row);
    markup.wrote(put(end, piece));
}

template <std::size_t capacity>
void close(Markup& markup, const Piece<capacity>& piece) {
    markup.wrote(put(markup.room(capacity), piece));
}

std::string_view without_digits(std::string_view text) {
    const auto first = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
    return text.substr(static_cast<std::size_t>(first - text.begin()));
}

// Takes at least one digit off the front; false when there is none.
bool skip_digits(std::string_view& text) {
    const auto rest = without_digits(text);
    const bool any = rest.size() < text.size();
    text = rest;
    return any;
}

}  // namespace

std::string column_letters(std::uint32_t column) {
    std::string letters;
    for (auto left = column + 1; left > 0; left = (left - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

bool is_number_literal(std::string_view text) {
    auto rest = text;
    if (rest.starts_with('-')) rest.remove_prefix(1);
    if (!skip_digits(rest)) return false;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        if (!skip_digits(rest)) return false;
    }
    if (rest.empty() && text.size() <= digits_judged_past) return true;
    if (rest.starts_with('e') || rest.starts_with('E')) {
        rest.remove_prefix(1);
        if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
        if (!skip_digits(rest)) return false;
    }
    double value = 0;
    return rest.empty() &&
           std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

ColumnPiece column_piece(std::uint32_t column) {
    return ColumnPiece("<c r=\"" + column_letters(column));
}

void add_cell(Markup& markup, const ColumnPiece& column, const RowPiece& row, const Value& value) {
    static const Piece<16> text_end("</t></is></c>");
    static const Piece<16> value_end("</v></c>");
    const auto& opening = openings()[static_cast<std::size_t>(value.style)];
    switch (value.kind) {
        case Value::Kind::blank:
            if (value.style != Style::plain) open(markup, column, row, opening.blank);
            return;
        case Value::Kind::boolean:
            open(markup, column, row, opening.boolean);
            markup.add(value.text == "1" ? "1" : "0");
            return close(markup, value_end);
        case Value::Kind::number:
            if (!is_number_literal(value.text)) break;
            open(markup, column, row, opening.number);
            markup.add(value.text);
            return close(markup, value_end);
        case Value::Kind::text: break;
    }
    if (needs_space_preserved(value.text)) {
        open(markup, column, row, opening.spaced_text);
    } else {
        open(markup, column, row, opening.text);
    }
    add_escaped(markup, value.text);
    close(markup, text_end);
}

}  // namespace rollcall::sheet::writer
