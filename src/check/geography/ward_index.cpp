#include "check/geography/ward_index.hpp"

#include <string>
#include <utility>

namespace rollcall::check::geography {

WardIndex::WardIndex(const PlaceList& list) {
    wards_.reserve(list.wards.size());
    for (const auto& [code, place] : list.wards) {
        Geography::Ward ward;
        ward.municipality_code = place.municipality_code;
        ward.province_code = province_of_ward(code);
        const auto municipality = list.municipalities.find(place.municipality_code);
        if (municipality != list.municipalities.end()) {
            ward.metro_code = municipality->second.parent_code;
        }
        wards_.emplace(code, std::move(ward));
    }
}

std::optional<Geography::Ward> WardIndex::find(std::string_view ward_code) const {
    const auto found = wards_.find(ward_code);
    if (found == wards_.end()) return std::nullopt;
    return found->second;
}

}  // namespace rollcall::check::geography
