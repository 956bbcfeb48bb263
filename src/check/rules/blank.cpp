#include "check/rules/blank.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.hpp"

namespace rollcall::check::rules {
namespace {

constexpr std::array<std::string_view, 2> name_markers{"n/a", "-"};
constexpr std::array<std::string_view, 5> sure_markers{"n/a", "na", "nan", "null", "-"};
constexpr std::size_t marker_bytes_max = 4;

}  // namespace

bool is_marker(std::string_view text, Blanks blanks) {
    if (text.size() > marker_bytes_max) return false;
    const auto marks = [&](std::string_view marker) { return equals_folded(text, marker); };
    switch (blanks) {
        case Blanks::names: return std::ranges::any_of(name_markers, marks);
        case Blanks::markers_but_none: return std::ranges::any_of(sure_markers, marks);
        case Blanks::markers: return marks("none") || std::ranges::any_of(sure_markers, marks);
    }
    return false;
}

}  // namespace rollcall::check::rules
