#include "http/bearer.hpp"

#include <string_view>

#include "base/text.hpp"
#include "http/message.hpp"

namespace rollcall::http {

std::string_view bearer_token(const Head& head) {
    constexpr std::string_view scheme = "bearer ";
    const auto value = head.header("authorization").value_or("");
    if (!equals_folded(value.substr(0, scheme.size()), scheme)) return {};
    return trim(value.substr(scheme.size()));
}

}  // namespace rollcall::http
