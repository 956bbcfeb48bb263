#include "app/bull_files.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/result.hpp"
#include "spool/spool.hpp"

namespace rollcall::app {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} * 1024;

// What lies outside, is a link or is missing looks the same: a producer learns nothing of this
// machine's files.
std::unexpected<Error> not_there() {
    return refuse(
        Errc::validation_error,
        "filePath of the job must be a file within REDIS_FILES_DIR, reached by no link"
    );
}

// The path as seen from the folder; empty: it cannot be within.
std::string_view within(std::string_view path, std::string_view folder) {
    if (!path.starts_with('/')) return path;
    while (folder.ends_with('/'))
        folder.remove_suffix(1);
    if (!path.starts_with(folder) || path.size() <= folder.size() + 1) return {};
    return path[folder.size()] == '/' ? path.substr(folder.size() + 1) : std::string_view();
}

bool is_file(int fd) {
    struct stat info {};
    return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

BullFiles::BullFiles(spool::Spool& spool, std::string folder, std::uint64_t bytes_max)
    : spool_(spool), folder_(std::move(folder)), bytes_max_(bytes_max) {}

Result<BullFiles::Stored> BullFiles::stored(std::string_view file_id) {
    const auto missing = [&] {
        return refuse(Errc::not_found, "fileId of the job names no stored file");
    };
    if (!spool_.holds(file_id)) return missing();
    const auto file = spool_.open(file_id);
    if (!file) return std::unexpected(file.error());
    struct stat info {};
    if (::fstat(file->get(), &info) != 0) throw_errno("look at a stored file", errno);
    return Stored{std::string(file_id), static_cast<std::uint64_t>(info.st_size)};
}

Result<BullFiles::Stored> BullFiles::take(std::string_view path) {
    const auto file = open_within(path);
    if (!file) return std::unexpected(file.error());
    auto intake = spool_.start(bytes_max_);
    if (!intake) return std::unexpected(intake.error());
    std::string block(block_bytes, '\0');
    for (;;) {
        const auto bytes = ::read(file->get(), block.data(), block.size());
        if (bytes < 0 && errno == EINTR) continue;
        if (bytes < 0) throw_errno("read a Bull producer's file", errno);
        if (bytes == 0) break;
        const auto got = std::string_view(block).substr(0, static_cast<std::size_t>(bytes));
        if (const auto taken = (*intake)->append(got); !taken) {
            return std::unexpected(taken.error());
        }
    }
    auto sealed = (*intake)->seal();
    if (!sealed) return std::unexpected(sealed.error());
    return Stored{std::move(sealed->sha256), sealed->size};
}

// The kernel itself sees to it that no step of the path leaves the folder.
Result<Descriptor> BullFiles::open_within(std::string_view path) const {
    if (folder_.empty()) {
        return refuse(
            Errc::validation_error,
            "filePath of the job is not taken here: REDIS_FILES_DIR names no folder"
        );
    }
    const std::string relative(within(path, folder_));
    if (relative.empty()) return not_there();
    const Descriptor folder(::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) throw_errno("open REDIS_FILES_DIR", errno);
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const auto fd = ::syscall(SYS_openat2, folder.get(), relative.c_str(), &how, sizeof how);
    Descriptor file(static_cast<int>(fd));
    if (!file || !is_file(file.get())) return not_there();
    return file;
}

}  // namespace rollcall::app
