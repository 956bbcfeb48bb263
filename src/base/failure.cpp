#include "base/failure.hpp"

#include <cerrno>
#include <system_error>

namespace rollcall {

void throw_errno(std::string_view context, int error) {
    const auto broken = error == ENOSPC || error == EDQUOT ? Broken::disk_full : Broken::other;
    throw Failure(std::string(context) + ": " + std::generic_category().message(error), broken);
}

}  // namespace rollcall
