#include "sheet/file.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/failure.hpp"

namespace rollcall::sheet {
namespace {

// glibc 2.36 asks by newfstatat, which takes a path: the reader child's filter has no room for it.
bool stat_descriptor(int descriptor, struct stat& facts) {
    return ::syscall(SYS_fstat, descriptor, &facts) == 0;
}

}  // namespace

File::File(int descriptor) : descriptor_(descriptor) {
    struct stat facts {};
    if (!stat_descriptor(descriptor, facts)) throw_errno("size of the file", errno);
    size_ = static_cast<std::uint64_t>(facts.st_size);
}

std::size_t File::read_at(std::uint64_t offset, std::span<char> into) const {
    std::size_t done = 0;
    while (done < into.size() && offset + done < size_) {
        const auto rest = into.subspan(done);
        const auto at = static_cast<off_t>(offset + done);
        const auto got = ::pread(descriptor_, rest.data(), rest.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw_errno("read the file", errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::string File::bytes_at(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    bytes.resize(read_at(offset, bytes));
    return bytes;
}

}  // namespace rollcall::sheet
