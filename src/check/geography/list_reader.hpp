// Reads a geography file, one batch after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "check/geography/columns.hpp"
#include "check/geography/place_list.hpp"
#include "sheet/batch.hpp"

namespace rollcall::check::geography {

// Used by one thread. A row names a ward with its municipality, or, without a ward, a municipality
// alone: a metro all of whose wards lie in sub-regions.
class ListReader {
public:
    explicit ListReader(const PlaceHeader& header) : header_(header) {}

    // Rows of a batch from `first` on; blank ones are left out.
    void read(const sheet::Batch& batch, std::size_t first);

    // The list, once it fits together: codes have their form, no ward stands twice, rows agree on
    // what a municipality and a district are, parents exist, have no parent themselves, and lie in
    // the same province. Refuses with unreadable_file, the first findings a line each: row, column,
    // what to do; and with no_rows.
    Result<PlaceList> finish();

private:
    struct Place {
        std::string code;
        std::string name;
    };
    using Cells = std::array<std::string_view, place_column_count>;

    std::string_view text(PlaceColumn column) const {
        return cells_[static_cast<std::size_t>(column)];
    }
    void gather(const sheet::Batch& batch, std::size_t row);
    void read_row();
    // Each says what is wrong, if something is, and is then empty.
    std::string read_ward();
    Place read_place(PlaceColumn code_column, PlaceColumn name_column);
    std::string read_code(PlaceColumn column, std::string_view text);
    std::string read_province(const std::string& ward);

    void add_district(const Place& place, const std::string& province);
    void add_municipality(const Place& place, Municipality municipality);
    void agree(PlaceColumn column, std::string& known, const std::string& told, std::uint32_t row);
    void check_parents();
    void check_parent(const std::string& code, const Municipality& municipality);

    void complain(std::uint32_t row, PlaceColumn column, std::string_view what);
    std::uint32_t first_row_of(const ByCode<std::uint32_t>& rows, std::string_view code) const;

    const PlaceHeader header_;
    PlaceList list_;
    // The sheet's rows that named them first.
    ByCode<std::uint32_t> district_rows_;
    ByCode<std::uint32_t> municipality_rows_;
    ByCode<std::uint32_t> ward_rows_;
    std::vector<std::string> complaints_;
    std::uint64_t complaint_count_ = 0;

    // The row being read.
    Cells cells_;
    std::uint32_t row_ = 0;
};

}  // namespace rollcall::check::geography
