#include "check/geography/columns.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "check/schema.hpp"

namespace rollcall::check::geography {
namespace {

// After the Municipal Demarcation Board's ward layers (CAT_B is its word for a municipality's code,
// MUNICNAME for its name) and the IEC's delimitation tables.
constexpr std::array<PlaceSpelling, place_column_count> table{{
    {PlaceColumn::ward, "Ward", {"Ward Code", "Ward ID", "WardID", "Ward Number", "WardCode"}},
    {PlaceColumn::municipality_code,
     "Municipality Code",
     {"Municipal Code", "MunicipalityCode", "Muni Code", "CAT_B", "MDB Code", "MN_MDB_C"}},
    {PlaceColumn::municipality,
     "Municipality",
     {"Municipality Name", "MunicipalityName", "MUNICNAME", "Local Municipality", "MN_NAME"}},
    {PlaceColumn::parent,
     "Parent",
     {"Parent Code", "Parent Municipality", "Parent Municipality Code", "Metro", "Metro Code"}},
    {PlaceColumn::district_code, "District Code", {"DistrictCode", "DC Code", "DC_MDB_C"}},
    {PlaceColumn::district,
     "District",
     {"District Name", "DistrictName", "DISTRICT_N", "District Municipality", "DC_NAME"}},
    {PlaceColumn::province,
     "Province",
     {"Province Code", "ProvinceCode", "PROVCODE", "Province Name", "PR_CODE", "PR_NAME"}},
}};

std::optional<PlaceColumn> match(std::string_view text) {
    const auto folded = fold_header(text);
    if (folded.empty()) return std::nullopt;
    const auto says = [&](std::string_view spelling) { return fold_header(spelling) == folded; };
    for (const auto& one : table) {
        if (says(one.header) || std::ranges::any_of(one.others, says)) return one.column;
    }
    return std::nullopt;
}

Result<PlaceHeader> read_row(const sheet::Batch& batch, std::size_t row) {
    PlaceHeader header;
    header.first_data_row = row + 1;
    for (const auto& cell : batch.cells(row)) {
        const auto column = match(batch.text(cell));
        if (!column) continue;
        auto& at = header.at.at(static_cast<std::size_t>(*column));
        if (at) {
            const auto number = batch.row(row).number;
            return refuse(
                Errc::duplicate_columns,
                fmt::format(
                    "The cells {}{} and {}{} both name the column {}. Rename or remove one of "
                    "them, and import the file again.",
                    column_letters(*at),
                    number,
                    column_letters(cell.column),
                    number,
                    header_of(*column)
                )
            );
        }
        at = cell.column;
    }
    return header;
}

bool names_enough(const sheet::Batch& batch, std::size_t row) {
    bool ward = false;
    bool municipality = false;
    for (const auto& cell : batch.cells(row)) {
        const auto column = match(batch.text(cell));
        ward = ward || column == PlaceColumn::ward;
        municipality = municipality || column == PlaceColumn::municipality ||
                       column == PlaceColumn::municipality_code;
    }
    return ward && municipality;
}

}  // namespace

std::span<const PlaceSpelling, place_column_count> place_columns() {
    return table;
}

Result<PlaceHeader> find_place_header(const sheet::Batch& first) {
    for (std::size_t row = 0; row < first.row_count(); ++row) {
        if (first.row(row).number > header_rows_max) break;
        if (names_enough(first, row)) return read_row(first, row);
    }
    return refuse(
        Errc::no_header,
        fmt::format(
            "No header row was found in the first {} rows. One row must name the columns, among "
            "them Ward and Municipality Code (or Municipality, as \"JHB - City of Johannesburg\").",
            header_rows_max
        )
    );
}

}  // namespace rollcall::check::geography
