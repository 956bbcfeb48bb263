#include "app/settings_values.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace rollcall::app {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t unit = 1;
    for (const auto& [name, bytes] :
         {std::pair{"KiB", kib}, std::pair{"MiB", mib}, std::pair{"GiB", gib}}) {
        if (text.ends_with(name)) {
            unit = bytes;
            text.remove_suffix(3);
            break;
        }
    }
    const auto value = parse_number(trim(text));
    if (!value || *value > std::numeric_limits<std::uint64_t>::max() / unit) return std::nullopt;
    return *value * unit;
}

Result<void> wrong(std::string_view expected) {
    return refuse(Errc::validation_error, std::string(expected));
}

}  // namespace rollcall::app
