// A text as a JSON string, for the field `extra`.
#pragma once

#include <string>
#include <string_view>

namespace rollcall::check {

// Appends the (well-formed) text in quotes, with what JSON cannot hold escaped.
void append_json_text(std::string& json, std::string_view text);

}  // namespace rollcall::check
