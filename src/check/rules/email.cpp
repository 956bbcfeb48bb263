#include "check/rules/email.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace rollcall::check::rules {
namespace {

// What a byte is to an address; nearly all are letters and digits.
enum class Mark : std::uint8_t { none, at, dot, unfit };

// Unfit are blanks, control characters, and what stands between several addresses.
constexpr std::array<Mark, 256> make_marks() {
    std::array<Mark, 256> marks{};
    for (std::size_t i = 0; i <= ' '; ++i)
        marks.at(i) = Mark::unfit;
    constexpr std::size_t erase = 0x7F;
    marks[erase] = marks[','] = marks[';'] = marks['<'] = marks['>'] = Mark::unfit;
    marks['@'] = Mark::at;
    marks['.'] = Mark::dot;
    return marks;
}
constexpr auto marks = make_marks();

}  // namespace

bool is_email(std::string_view text) {
    constexpr std::size_t bytes_max = 254;  // RFC 5321, erratum 1690
    if (text.size() > bytes_max) return false;
    std::size_t at = text.size();  // where the @ stands
    std::size_t dot = 0;           // where the last dot of the domain stands
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto mark = marks[static_cast<unsigned char>(text[i])];
        if (mark == Mark::none) continue;
        if (mark == Mark::unfit) return false;
        if (mark == Mark::at) {
            if (at != text.size() || i == 0) return false;
            at = i;
        } else if (at < i) {
            // Neither the domain's first character nor one that follows a dot.
            if (i - 1 == at || i - 1 == dot) return false;
            dot = i;
        }
    }
    return dot > 0 && dot + 1 < text.size();
}

}  // namespace rollcall::check::rules
