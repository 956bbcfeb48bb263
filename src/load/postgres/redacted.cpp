#include "load/postgres/redacted.hpp"

#include <algorithm>
#include <vector>

namespace rollcall::load::postgres {

std::string redacted(std::string_view message, const FieldTexts& row) {
    // The longest first, so that no part of a longer one is left behind.
    std::vector<std::string_view> values(row.begin(), row.end());
    std::ranges::sort(values, std::ranges::greater{}, &std::string_view::size);
    std::string text(message);
    for (const auto value : values) {
        if (value.size() < 2) break;
        for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at))
            text.replace(at, value.size(), "…"), at += std::string_view("…").size();
    }
    return text;
}

}  // namespace rollcall::load::postgres
