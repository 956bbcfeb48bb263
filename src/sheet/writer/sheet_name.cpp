#include "sheet/writer/sheet_name.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/text.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::uint32_t units_max = 31;

// The longest beginning of the text with at most so many UTF-16 units.
std::string_view first_units(std::string_view text, std::uint32_t units) {
    auto characters = units;
    auto cut = first_code_points(text, characters);
    while (utf16_units(cut) > units)
        cut = first_code_points(text, --characters);
    return cut;
}

std::string clean(std::string_view wanted) {
    std::string name;
    for (const char c : replace_bad_utf8(wanted)) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        const bool forbidden = std::string_view("[]:*?/\\").contains(c);
        name += control || forbidden ? ' ' : c;
    }
    name = first_units(trim(name), units_max);
    while (name.starts_with('\''))
        name.erase(0, 1);
    while (name.ends_with('\''))
        name.pop_back();
    name = trim(name);
    return name.empty() || equals_folded(name, "History") ? "Sheet" : name;
}

}  // namespace

std::string SheetNames::take(std::string_view wanted) {
    auto name = clean(wanted);
    if (is_free(name)) {
        folded_.push_back(fold_case(name));
        return name;
    }
    return take_continuation(name, 2);
}

std::string SheetNames::take_continuation(std::string_view first, std::size_t number) {
    for (;; ++number) {
        const auto tail = fmt::format(" ({})", number);
        const auto room = units_max - static_cast<std::uint32_t>(tail.size());
        const auto name = std::string(trim(first_units(first, room))) + tail;
        if (!is_free(name)) continue;
        folded_.push_back(fold_case(name));
        return name;
    }
}

bool SheetNames::is_free(const std::string& name) const {
    return std::ranges::find(folded_, fold_case(name)) == folded_.end();
}

}  // namespace rollcall::sheet::writer
