// The area that an uploader may load members of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::check {

// Wards and what they belong to, as an administrator imported them. Does not change while somebody
// has it: rows of one attempt are judged by one geography. Safe from any thread.
class Geography {
public:
    struct Ward {
        std::string municipality_code;
        std::string province_code;    // "GP"
        std::string metro_code = {};  // of a metro's sub-region: the metro; else empty

        // Whether it is the municipality's own, or one of its sub-regions'.
        bool lies_in(std::string_view municipality) const {
            return municipality_code == municipality ||
                   (!metro_code.empty() && metro_code == municipality);
        }
    };

    Geography() = default;
    Geography(const Geography&) = delete;
    Geography& operator=(const Geography&) = delete;
    virtual ~Geography() = default;

    // False: nothing was imported; then only a ward's form and its province digit are checked.
    virtual bool known() const = 0;
    virtual std::optional<Ward> find(std::string_view ward_code) const = 0;
};

// "GP" of ward 74010001 by its first digit (1 WC 2 EC 3 NC 4 FS 5 KZN 6 NW 7 GP 8 MP 9 LP); empty
// when the digit names no province.
std::string_view province_of_ward(std::string_view ward_code);

// Everything, a province, or a municipality of a province.
struct Area {
    std::string province_code;      // empty: everything
    std::string municipality_code;  // empty: the whole province

    // Without geography a municipality's uploader is held to the province.
    bool covers(std::string_view ward_code, const Geography* geography) const;
};

// The file-level warning NO_GEOGRAPHY when the area is a municipality and no geography is known, so
// that rows are held to its province alone; else nothing.
std::optional<std::string> geography_warning(const Area& area, const Geography* geography);

}  // namespace rollcall::check
