// The wards of a list, in memory: every row of every upload asks for one.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "check/area.hpp"
#include "check/geography/place_list.hpp"

namespace rollcall::check::geography {

// Never changes. Safe from any thread.
class WardIndex final : public Geography {
public:
    explicit WardIndex(const PlaceList& list);

    bool known() const override { return !wards_.empty(); }
    std::optional<Geography::Ward> find(std::string_view ward_code) const override;

private:
    struct Hash {
        using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, Geography::Ward, Hash, std::equal_to<>> wards_;
};

}  // namespace rollcall::check::geography
