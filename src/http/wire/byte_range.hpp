// The header Range (RFC 9110, section 14) for one range of bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::http::wire {

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    bool operator==(const ByteRange&) const = default;
};

// Nothing: the whole is meant (several ranges, another unit, or what is not of the form: a server
// may ignore them). Refuses with range_not_satisfiable what lies past the end.
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

}  // namespace rollcall::http::wire
