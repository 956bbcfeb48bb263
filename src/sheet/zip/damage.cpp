#include "sheet/zip/damage.hpp"

#include <fmt/core.h>

namespace rollcall::sheet::zip {

std::unexpected<Error> damaged(std::string_view what) {
    return refuse(
        Errc::file_corrupt,
        fmt::format(
            "The file is damaged: {}. Open it in Excel, save it again as .xlsx and send that.", what
        )
    );
}

}  // namespace rollcall::sheet::zip
