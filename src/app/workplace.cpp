#include "app/workplace.hpp"

namespace rollcall::app {

Result<Workplace> Workplace::take(const Settings& settings) {
    if (settings.shares_stores()) return Workplace(ScratchFolder(settings.data_dir));
    auto folder = DataFolder::own(settings.data_dir);
    if (!folder) return std::unexpected(folder.error());
    return Workplace(*std::move(folder));
}

}  // namespace rollcall::app
