// Text as it is stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::check::rules {

// The text without control characters (line ends and tabs become blanks) and in NFC, trimmed. It
// lies in `scratch` when it had to change, else where it was.
std::string_view clean_text(std::string_view text, std::string& scratch);

// The first so many characters, without blanks at the end; the whole text when it has no more.
std::string_view cut_text(std::string_view text, std::uint32_t characters_max);

}  // namespace rollcall::check::rules
