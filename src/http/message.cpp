#include "http/message.hpp"

#include <algorithm>

namespace rollcall::http {

std::optional<std::string_view> Head::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, [](const auto& one) {
        return std::string_view(one.first);
    });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

}  // namespace rollcall::http
