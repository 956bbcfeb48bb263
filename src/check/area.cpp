#include "check/area.hpp"

#include <array>

#include <fmt/format.h>

namespace rollcall::check {
namespace {

bool is_known(const Geography* geography) {
    return geography != nullptr && geography->known();
}

}  // namespace

std::string_view province_of_ward(std::string_view ward_code) {
    static constexpr std::array<std::string_view, 9> provinces{
        "WC", "EC", "NC", "FS", "KZN", "NW", "GP", "MP", "LP"};
    if (ward_code.empty() || ward_code[0] < '1' || ward_code[0] > '9') return {};
    return provinces.at(static_cast<std::size_t>(ward_code[0] - '1'));
}

bool Area::covers(std::string_view ward_code, const Geography* geography) const {
    if (province_code.empty() && municipality_code.empty()) return true;
    if (!province_code.empty() && province_of_ward(ward_code) != province_code) return false;
    if (municipality_code.empty()) return true;
    if (!is_known(geography)) return !province_code.empty();
    const auto ward = geography->find(ward_code);
    return ward && ward->lies_in(municipality_code);
}

std::optional<std::string> geography_warning(const Area& area, const Geography* geography) {
    if (area.municipality_code.empty() || is_known(geography)) return std::nullopt;
    return fmt::format(
        "NO_GEOGRAPHY: the wards of {} are not known here, so rows of the whole province {} were "
        "taken. Ask an administrator to import the geography.",
        area.municipality_code,
        area.province_code
    );
}

}  // namespace rollcall::check
