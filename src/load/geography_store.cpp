#include "load/geography_store.hpp"

namespace rollcall::load {
namespace {

using check::geography::ByCode;

template <class Place>
void count(
    const ByCode<Place>& before,
    const ByCode<Place>& after,
    std::uint64_t PlaceCounts::*kind,
    GeographyChange& change
) {
    for (const auto& [code, place] : after) {
        const auto was = before.find(code);
        if (was == before.end()) {
            ++(change.added.*kind);
        } else if (!(was->second == place)) {
            ++(change.changed.*kind);
        }
    }
    for (const auto& [code, place] : before) {
        if (!after.contains(code)) ++(change.removed.*kind);
    }
}

}  // namespace

PlaceCounts counts_of(const check::geography::PlaceList& list) {
    return {list.wards.size(), list.municipalities.size(), list.districts.size()};
}

GeographyChange
difference(const check::geography::PlaceList& before, const check::geography::PlaceList& after) {
    GeographyChange change;
    count(before.wards, after.wards, &PlaceCounts::wards, change);
    count(before.municipalities, after.municipalities, &PlaceCounts::municipalities, change);
    count(before.districts, after.districts, &PlaceCounts::districts, change);
    return change;
}

}  // namespace rollcall::load
