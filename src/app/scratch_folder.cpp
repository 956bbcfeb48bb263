#include "app/scratch_folder.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "app/data_folder.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"

namespace rollcall::app {
namespace {

constexpr std::string_view prefix = "scratch-";
constexpr mode_t private_folder = 0700;
constexpr std::size_t name_bytes = 8;

// Empty: somebody holds it, or it has just gone.
Descriptor try_lock(const std::string& folder) {
    Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return {};
    return lock;
}

void remove(const std::string& folder) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    if (error) log::warning("app", folder + " cannot be removed: " + error.message());
}

void remove_abandoned(const std::string& data_dir) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(data_dir, error)) {
        const auto path = entry.path().string();
        if (!entry.path().filename().string().starts_with(prefix)) continue;
        if (const auto lock = try_lock(path)) remove(path);
    }
    if (error) log::warning("app", data_dir + " cannot be read: " + error.message());
}

}  // namespace

ScratchFolder::ScratchFolder(const std::string& data_dir) {
    make_private_folder(data_dir);
    remove_abandoned(data_dir);
    const auto name = random_hex(name_bytes);
    // It gets the name by which others judge it once it is held.
    const auto unheld = data_dir + "/new-" + name;
    path_ = data_dir + "/" + std::string(prefix) + name;
    if (::mkdir(unheld.c_str(), private_folder) != 0) throw_errno("make " + unheld, errno);
    lock_ = try_lock(unheld);
    if (!lock_ || ::rename(unheld.c_str(), path_.c_str()) != 0) throw_errno("hold " + path_, errno);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

ScratchFolder::~ScratchFolder() {
    if (!path_.empty()) remove(path_);
}

}  // namespace rollcall::app
