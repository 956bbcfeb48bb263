// The refusal of a damaged file, with its cure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::sheet::zip {

// FILE_CORRUPT: "The file is damaged: <what>. Open it in Excel, save it again and send that."
inline std::unexpected<Error> damaged(std::string_view what) {
    return refuse(
        Errc::file_corrupt,
        "The file is damaged: " + std::string(what) +
            ". Open it in Excel, save it again as .xlsx and send that."
    );
}

}  // namespace rollcall::sheet::zip
