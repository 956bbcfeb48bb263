#include "sheet/xlsx/package/number_format.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace rollcall::sheet::xlsx::package {
namespace {

using std::string_view_literals::operator""sv;

bool is_date_letter(char c) {
    return "ymdhsYMDHS"sv.find(c) != std::string_view::npos;
}

// [h], [mm], [ss] and their like show elapsed time; [Red], [$-409] and [>100] show nothing.
bool is_elapsed_time(std::string_view inside) {
    if (inside.empty()) return false;
    const auto letter = fold_case(inside.substr(0, 1)).front();
    return "hms"sv.find(letter) != std::string_view::npos &&
           std::ranges::all_of(fold_case(inside), [letter](char c) { return c == letter; });
}

// Where what begins at `at` and shows no value ends: quoted text, an escaped or a padding letter.
std::size_t after_literal(std::string_view code, std::size_t at) {
    if (code[at] != '"') return at + 2;
    const auto close = code.find('"', at + 1);
    return close == std::string_view::npos ? code.size() : close + 1;
}

}  // namespace

bool is_builtin_date(std::uint32_t format_id) {
    return (format_id >= 14 && format_id <= 22) || (format_id >= 27 && format_id <= 36) ||
           (format_id >= 45 && format_id <= 47) || (format_id >= 50 && format_id <= 58);
}

bool is_date_code(std::string_view code) {
    // "General" and its like in other languages hold letters too, but only the whole word.
    if (equals_folded(code, "General")) return false;
    std::size_t at = 0;
    while (at < code.size()) {
        const char c = code[at];
        if (c == '"' || c == '\\' || c == '_' || c == '*') {
            at = after_literal(code, at);
        } else if (c == '[') {
            const auto close = std::min(code.find(']', at), code.size());
            if (is_elapsed_time(code.substr(at + 1, close - at - 1))) return true;
            at = close + 1;
        } else if (is_date_letter(c)) {
            return true;
        } else {
            ++at;
        }
    }
    return false;
}

}  // namespace rollcall::sheet::xlsx::package
