// E-mail addresses.
#pragma once

#include <string_view>

namespace rollcall::check::rules {

// One @ with something before it, a domain of two or more parts, no blanks, at most 254 bytes.
bool is_email(std::string_view text);

}  // namespace rollcall::check::rules
