#include "sheet/xlsx/number.hpp"

#include <charconv>
#include <cstddef>
#include <system_error>

namespace rollcall::sheet::xlsx {
namespace {

// Fewer digits cannot overflow a double.
constexpr std::size_t safe_digits = 300;

std::size_t count_digits(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9')
        ++count;
    return count;
}

// Takes a sign off the front.
void drop_sign(std::string_view& text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
}

}  // namespace

bool is_number(std::string_view text) {
    drop_sign(text);
    const auto unsigned_text = text;
    const auto whole = count_digits(text);
    text.remove_prefix(whole);
    std::size_t fraction = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = count_digits(text);
        text.remove_prefix(fraction);
    }
    if (whole + fraction == 0) return false;
    if (text.empty() && whole <= safe_digits) return true;
    if (!text.empty()) {
        if (text.front() != 'e' && text.front() != 'E') return false;
        text.remove_prefix(1);
        drop_sign(text);
        if (text.empty() || count_digits(text) != text.size()) return false;
    }
    double value = 0;
    const char* const first = unsigned_text.data();
    return std::from_chars(first, first + unsigned_text.size(), value).ec == std::errc();
}

std::string_view trim_spaces(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    const auto first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace rollcall::sheet::xlsx
