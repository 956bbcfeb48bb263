#include "spool/folder/directory.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/log.hpp"

namespace rollcall::spool::folder {
namespace {

constexpr mode_t private_folder = 0700;
constexpr mode_t private_file = 0600;
// No upload and no document is written for so long.
constexpr std::chrono::hours leftover_age{24};

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

Descriptor open_folder(const std::string& path) {
    if (::mkdir(path.c_str(), private_folder) != 0 && errno != EEXIST) {
        throw_errno("make the folder " + path, errno);
    }
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) throw_errno("open the folder " + path, errno);
    // An earlier installation, or the umask, may have left it open to others.
    if (::fchmod(folder.get(), private_folder) != 0) throw_errno("close off " + path, errno);
    return folder;
}

Instant changed_at(const struct stat& status) {
    const auto since_1970 = std::chrono::seconds(status.st_mtim.tv_sec) +
                            std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    return Instant(std::chrono::duration_cast<Milliseconds>(since_1970));
}

}  // namespace

bool is_full(int error) {
    return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

Directory::Directory(std::string path) : path_(std::move(path)), descriptor_(open_folder(path_)) {}

std::optional<Directory::Entry> Directory::find(const std::string& name) const {
    struct stat status {};
    if (::fstatat(descriptor_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return std::nullopt;
        throw_errno("look at a file of " + path_, errno);
    }
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    return Entry{static_cast<std::uint64_t>(status.st_size), changed_at(status)};
}

Descriptor Directory::create(const std::string& name) const {
    auto file = try_create(name);
    if (!file) throw_errno("make a file in " + path_, ENOSPC);
    return *std::move(file);
}

std::optional<Descriptor> Directory::try_create(const std::string& name) const {
    constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor file(::openat(descriptor_.get(), name.c_str(), flags, private_file));
    if (file) return file;
    if (is_full(errno)) return std::nullopt;
    throw_errno("make a file in " + path_, errno);
}

Descriptor Directory::open(const std::string& name) const {
    // Not blocking: opening a pipe that somebody put there must not wait for its writer.
    constexpr int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    Descriptor file(::openat(descriptor_.get(), name.c_str(), flags));
    if (!file) {
        if (errno == ENOENT || errno == ELOOP) return {};
        throw_errno("open a file of " + path_, errno);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) throw_errno("look at a file of " + path_, errno);
    if (!S_ISREG(status.st_mode)) return {};
    return file;
}

bool Directory::remove(const std::string& name) const {
    if (::unlinkat(descriptor_.get(), name.c_str(), 0) == 0) return true;
    if (errno == ENOENT) return false;
    throw_errno("remove a file of " + path_, errno);
}

void Directory::discard(const std::string& name) const noexcept {
    if (::unlinkat(descriptor_.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
        log::error("spool", "a temporary file could not be removed");
    }
}

bool Directory::take(const Directory& from, const std::string& name, const std::string& new_name)
    const {
    const auto source = from.descriptor_.get();
    if (::renameat(source, name.c_str(), descriptor_.get(), new_name.c_str()) == 0) return true;
    if (is_full(errno)) return false;
    throw_errno("name a file of " + path_, errno);
}

void Directory::sync() const {
    if (::fsync(descriptor_.get()) != 0) throw_errno("sync the folder " + path_, errno);
}

Descriptor Directory::lock(const std::string& name) const {
    constexpr int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
    Descriptor file(::openat(descriptor_.get(), name.c_str(), flags, private_file));
    if (!file) throw_errno("open the lock of " + path_, errno);
    while (::flock(file.get(), LOCK_EX) != 0) {
        if (errno != EINTR) throw_errno("lock " + path_, errno);
    }
    return file;
}

void Directory::for_each(const std::function<void(const std::string& name)>& use) const {
    // Opened anew: a descriptor's place in the folder would be shared between threads.
    const int again = ::openat(descriptor_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0) throw_errno("list the folder " + path_, errno);
    const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(again));
    if (!directory) {
        const int error = errno;
        ::close(again);
        throw_errno("list the folder " + path_, error);
    }
    // Collected first: what `use` removes would disturb the listing.
    std::vector<std::string> names;
    while (const auto* entry = ::readdir(directory.get()))
        names.emplace_back(static_cast<const char*>(entry->d_name));
    for (const auto& name : names) {
        if (name != "." && name != "..") use(name);
    }
}

std::uint64_t remove_leftovers(const Directory& directory, std::string_view prefix, Users users) {
    const auto young = SystemClock().now() - leftover_age;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    directory.for_each([&](const std::string& name) {
        if (!name.starts_with(prefix)) return;
        const auto entry = directory.find(name);
        const bool is_anothers = users == Users::several && entry && entry->changed >= young;
        if (is_anothers || !directory.remove(name)) return;
        ++files;
        bytes += entry ? entry->size : 0;
    });
    if (files > 0) log::info("spool", "removed half-written files: " + std::to_string(files));
    return bytes;
}

}  // namespace rollcall::spool::folder
