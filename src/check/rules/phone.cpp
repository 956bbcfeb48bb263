#include "check/rules/phone.hpp"

#include <algorithm>
#include <cstddef>

namespace rollcall::check::rules {
namespace {

constexpr std::string_view country = "27";
constexpr std::size_t national_digits = 9;
constexpr std::size_t landline_digits_min = 7;

// The nine digits behind the country's number or the leading zero.
std::optional<std::string_view> national_part(const Digits& digits) {
    auto number = digits.view();
    if (number.size() == country.size() + national_digits && number.starts_with(country)) {
        number.remove_prefix(country.size());
    } else if (digits.plus) {
        return std::nullopt;
    } else if (number.size() == 1 + national_digits && number.starts_with('0')) {
        number.remove_prefix(1);
    }
    // No South African number has another zero there.
    if (number.size() != national_digits || number.starts_with('0')) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Digits> read_cell_number(std::string_view text) {
    const auto digits = read_digits(text, Signs::telephone);
    if (!digits) return std::nullopt;
    const auto national = national_part(*digits);
    if (!national) return std::nullopt;
    Digits number;
    auto* const rest = std::ranges::copy(country, number.characters.begin()).out;
    std::ranges::copy(*national, rest);
    number.count = country.size() + national_digits;
    return number;
}

std::optional<Digits> read_landline(std::string_view text) {
    const auto digits = read_digits(text, Signs::telephone);
    if (!digits || digits->count < landline_digits_min) return std::nullopt;
    return *digits;
}

}  // namespace rollcall::check::rules
