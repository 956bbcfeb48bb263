#include "check/rules/email.hpp"

#include <algorithm>
#include <cstddef>

namespace rollcall::check::rules {

bool is_email(std::string_view text) {
    constexpr std::size_t bytes_max = 254;  // RFC 5321, erratum 1690
    if (text.size() > bytes_max) return false;
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0) return false;
    const auto unfit = [](char c) {
        constexpr char erase = 0x7F;
        return (c >= 0 && c <= ' ') || c == erase || c == ',' || c == ';' || c == '<' || c == '>';
    };
    const auto domain = text.substr(at + 1);
    const bool parts = domain.find('.') != std::string_view::npos && domain.front() != '.' &&
                       domain.back() != '.' && domain.find("..") == std::string_view::npos;
    return parts && domain.find('@') == std::string_view::npos && std::ranges::none_of(text, unfit);
}

}  // namespace rollcall::check::rules
