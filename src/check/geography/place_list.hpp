// Wards and what they lie in: ward, municipality (or a metro's sub-region, and its metro),
// district, province.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace rollcall::check::geography {

struct District {
    std::string name;           // empty: only its code is known
    std::string province_code;  // "GP"
    bool operator==(const District&) const = default;
};

struct Municipality {
    std::string name;           // empty: only its code is known
    std::string parent_code;    // of a metro's sub-region: the metro; else empty
    std::string district_code;  // empty: not told
    std::string province_code;
    bool operator==(const Municipality&) const = default;
};

// Its first digit tells its province.
struct Ward {
    std::string municipality_code;
    bool operator==(const Ward&) const = default;
};

template <class Place>
using ByCode = std::map<std::string, Place, std::less<>>;

struct PlaceList {
    ByCode<District> districts = {};
    ByCode<Municipality> municipalities = {};
    ByCode<Ward> wards = {};
    bool operator==(const PlaceList&) const = default;
};

}  // namespace rollcall::check::geography
