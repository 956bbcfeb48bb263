#include "check/rules/ward.hpp"

#include <cstddef>

#include "check/area.hpp"

namespace rollcall::check::rules {

std::optional<Digits> read_voting_district(std::string_view text) {
    constexpr std::size_t length = 8;
    // Most are a voting station's name.
    if (!text.empty() && text.front() >= 'A') return std::nullopt;
    const auto digits = read_digits(text, Signs::plain);
    if (!digits || digits->count != length) return std::nullopt;
    return *digits;
}

std::optional<Digits> read_ward(std::string_view text) {
    const auto digits = read_voting_district(text);
    if (!digits || province_of_ward(digits->view()).empty()) return std::nullopt;
    return digits;
}

}  // namespace rollcall::check::rules
