#include "app/workplace.hpp"

#include <expected>
#include <string>
#include <utility>

#include <unistd.h>

#include "app/data_folder.hpp"
#include "app/scratch_folder.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

Result<Workplace> Workplace::take(const Settings& settings) {
    if (settings.shares_stores()) return Workplace(ScratchFolder(settings.data_dir));
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return std::unexpected(folder.error());
    return Workplace(*std::move(folder));
}

std::string typist() {
    return "uid " + std::to_string(::getuid()) + " at the command line";
}

}  // namespace rollcall::app
