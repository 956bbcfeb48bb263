#include "http/wire/byte_range.hpp"

#include <algorithm>
#include <string>

#include "http/wire/parameters.hpp"

namespace rollcall::http::wire {

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) return std::nullopt;
    const auto range = header.substr(unit.size());
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.size() == 1) return std::nullopt;
    const auto first = parse_number(range.substr(0, dash));
    const auto last = parse_number(range.substr(dash + 1));
    if ((dash > 0 && !first) || (dash + 1 < range.size() && !last)) return std::nullopt;
    if (first && last && *last < *first) return std::nullopt;

    if ((first && *first >= size) || (!first && (*last == 0 || size == 0))) {
        return refuse(
            Errc::range_not_satisfiable,
            "The range lies past the end of the file, which has " + std::to_string(size) + " bytes."
        );
    }
    if (!first) {
        const auto length = std::min(*last, size);
        return ByteRange{.offset = size - length, .length = length};
    }
    const auto end = last ? std::min(*last, size - 1) : size - 1;
    return ByteRange{.offset = *first, .length = end - *first + 1};
}

}  // namespace rollcall::http::wire
