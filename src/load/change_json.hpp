// A member's values as `member_changes` keeps them.
#pragma once

#include <cstdint>
#include <string>

#include "load/merge.hpp"

namespace rollcall::load {

// Makes `json` the object of those fields (bit n: the field of that number):
// {"surname":"Mokoena","amount_cents":1200,"email":null}
void put_json(std::string& json, const FieldTexts& texts, std::uint32_t fields);

}  // namespace rollcall::load
