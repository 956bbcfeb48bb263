#include "check/rules/email.hpp"

#include <array>
#include <cstddef>

namespace rollcall::check::rules {
namespace {

// What no address holds: blanks, control characters, and what stands between several of them.
constexpr std::array<bool, 256> make_unfit() {
    std::array<bool, 256> unfit{};
    for (std::size_t i = 0; i <= ' '; ++i)
        unfit.at(i) = true;
    constexpr std::size_t erase = 0x7F;
    unfit[erase] = unfit[','] = unfit[';'] = unfit['<'] = unfit['>'] = true;
    return unfit;
}
constexpr auto unfit = make_unfit();

}  // namespace

bool is_email(std::string_view text) {
    constexpr std::size_t bytes_max = 254;  // RFC 5321, erratum 1690
    if (text.size() > bytes_max) return false;
    std::size_t at = text.size();  // where the @ stands
    std::size_t dot = 0;           // where the last dot of the domain stands
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (unfit[static_cast<unsigned char>(text[i])]) return false;
        if (text[i] == '@') {
            if (at != text.size() || i == 0) return false;
            at = i;
        } else if (text[i] == '.' && at < i) {
            // Neither the domain's first character nor one that follows a dot.
            if (i - 1 == at || i - 1 == dot) return false;
            dot = i;
        }
    }
    return dot > 0 && dot + 1 < text.size();
}

}  // namespace rollcall::check::rules
