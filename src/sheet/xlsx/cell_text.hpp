// A cell's text out of its elements, and what is to be said of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"
#include "sheet/xlsx/xml/xml.hpp"

namespace rollcall::sheet::xlsx {

// Flag of a text over 32,767 UTF-16 units. No text has more units than bytes.
inline std::uint8_t length_flag(std::string_view text) {
    if (text.size() <= cell_units_max) [[likely]]
        return flag_none;
    return utf16_units(text) > cell_units_max ? flag_too_long : flag_none;
}

// Flags of a text that a builder has finished.
inline std::uint8_t text_flags(const xml::TextBuilder& builder, std::string_view text) {
    const auto replaced = builder.replaced() ? flag_replaced : flag_none;
    return static_cast<std::uint8_t>(length_flag(text) | replaced);
}

// CELL_TOO_LONG.
std::unexpected<Error> refuse_long_cell(const ReaderLimits& limits);

// Adds the text of the element that the last start opened, and passes its end. Elements within it
// are passed over. Refuses as Markup does, and with CELL_TOO_LONG.
Result<void> read_text(xml::Markup& markup, xml::TextBuilder& text, const ReaderLimits& limits);

// The same for an element with rich text (si, is): t and r/t are joined, all else is left out.
Result<void>
read_rich_text(xml::Markup& markup, xml::TextBuilder& text, const ReaderLimits& limits);

}  // namespace rollcall::sheet::xlsx
