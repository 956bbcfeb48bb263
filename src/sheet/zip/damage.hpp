// The refusal of a damaged file, with its cure.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace rollcall::sheet::zip {

// FILE_CORRUPT: "The file is damaged: <what>. Open it in Excel, save it again and send that."
std::unexpected<Error> damaged(std::string_view what);

}  // namespace rollcall::sheet::zip
