// The target of a request, taken apart and decoded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace rollcall::http::wire {

// Longer ones are refused with uri_too_long.
inline constexpr std::size_t target_bytes_max = 8 * 1024;

struct Target {
    std::vector<std::string> segments;  // "/a/b%20c" -> "a", "b c"
    std::map<std::string, std::string, std::less<>> query;

    std::optional<std::string_view> parameter(std::string_view name) const;
};

// Refuses with uri_too_long; with validation_error what is not an absolute path, is not UTF-8 once
// decoded, holds a control character or gives one parameter twice.
Result<Target> parse_target(std::string_view text);

// The path alone, fit to be shown: without the query, which may carry what is nobody's business.
std::string path_for_people(std::string_view target);

}  // namespace rollcall::http::wire
