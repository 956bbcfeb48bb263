// Whole numbers in attributes and references.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace rollcall::sheet::xlsx {

// Nothing when the text is not digits alone, or too large a number for T.
template <class T>
std::optional<T> parse_whole(std::string_view text, int base = 10) {
    T value = 0;
    const char* const first = text.data();
    const char* const end = first + text.size();
    const auto [stop, error] = std::from_chars(first, end, value, base);
    if (text.empty() || stop != end || error != std::errc()) return std::nullopt;
    return value;
}

}  // namespace rollcall::sheet::xlsx
