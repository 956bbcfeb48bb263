#include "db/redis/redirect.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

std::optional<Redirect> parse_redirect(std::string_view error, const Endpoint& asked) {
    const bool is_moved = error.starts_with("MOVED ");
    if (!is_moved && !error.starts_with("ASK ")) return std::nullopt;
    const auto place = error.substr(error.rfind(' ') + 1);
    // An IPv6 address has colons of its own.
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto digits = place.substr(colon + 1);
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, port);
    if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
    const std::string host(place.substr(0, colon));
    return Redirect{{host.empty() || host == "?" ? asked.host : host, port}, is_moved};
}

}  // namespace rollcall::db::redis
