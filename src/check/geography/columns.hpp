// The columns of a geography file, in the spellings that South African open data has for them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check::geography {

enum class PlaceColumn : std::uint8_t {
    ward,
    municipality_code,
    municipality,
    parent,
    district_code,
    district,
    province,
};

inline constexpr std::size_t place_column_count =
    static_cast<std::size_t>(PlaceColumn::province) + 1;

struct PlaceSpelling {
    PlaceColumn column;
    std::string_view header;  // as messages and the docs call it
    std::array<std::string_view, 7> others;
};

// Every column in the order of PlaceColumn.
std::span<const PlaceSpelling, place_column_count> place_columns();

inline std::string_view header_of(PlaceColumn column) {
    return place_columns()[static_cast<std::size_t>(column)].header;
}

// Where the file has them.
struct PlaceHeader {
    std::size_t first_data_row = 0;  // an index into the first batch
    std::array<std::optional<std::uint16_t>, place_column_count> at;

    bool has(PlaceColumn column) const { return at[static_cast<std::size_t>(column)].has_value(); }
};

// The first row within the first 50 that names a ward and a municipality, by name or code. Refuses
// with no_header when there is none, duplicate_columns when two headers name one column.
// Needs: the reader's first batch, which holds those rows.
Result<PlaceHeader> find_place_header(const sheet::Batch& first);

}  // namespace rollcall::check::geography
