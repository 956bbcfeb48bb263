// The JSON of a packet, as strangers send it: bounded in depth, its numbers exact.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"

namespace rollcall::live::socket_io {

// Refuses with validation_error what is not one well-formed JSON value, nested deeper than
// `depth_max`, or has a number no double can hold.
Result<boost::json::value> parse_payload(std::string_view text, std::size_t depth_max);

// The attachment whose place this is; nothing where it is an object like any other, or names none.
std::optional<std::size_t> placeholder_of(const boost::json::object& object);

// Whether each of so many attachments has exactly one placeholder, and no placeholder has another
// index. What stands inside a placeholder is not looked at.
bool has_placeholders(const boost::json::value& payload, std::size_t attachments);

}  // namespace rollcall::live::socket_io
