// Passwords that are long enough and that everybody tries first.
#pragma once

#include <string_view>

namespace rollcall::access {

// Whether it is a short pattern again and again, or nothing but common words, keys in a row, the
// person's own address, and digits and signs around them ("P@ssword1234", "qwertyuiop12"), in any
// case.
bool is_common_password(std::string_view password, std::string_view email);

}  // namespace rollcall::access
