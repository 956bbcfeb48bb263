// Base64url without padding (RFC 7515, appendix C), strict: one text has one spelling.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollcall::access {

std::string to_base64url(std::string_view bytes);

// Nothing when a character is foreign, padding stands at the end, or spare bits are not zero.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace rollcall::access
