// JSON objects from strangers: limited in size and depth, and no key stands twice, since two
// readers might each believe another of the two.
#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.hpp"

namespace rollcall::access {

struct JsonLimits {
    std::size_t bytes = std::size_t{64} * 1024;
    std::size_t depth = 8;
};

// Refuses with validation_error what is not one object of well-formed JSON within the limits.
Result<boost::json::object> parse_object(std::string_view text, const JsonLimits& limits);

}  // namespace rollcall::access
