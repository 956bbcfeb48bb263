#include "spool/bytes.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"

namespace rollcall::spool {
namespace {

constexpr std::size_t read_bytes = 256 * kib;

void rewind(int file) {
    if (::lseek(file, 0, SEEK_SET) != 0) throw_errno("go to a file's start", errno);
}

}  // namespace

int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

void read_from_start(int file, const std::function<void(std::string_view)>& take) {
    rewind(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    std::vector<char> buffer(read_bytes);
    for (;;) {
        const auto got = ::read(file, buffer.data(), buffer.size());
        if (got < 0) {
            if (errno == EINTR) continue;
            throw_errno("read a stored file", errno);
        }
        if (got == 0) return;
        take({buffer.data(), static_cast<std::size_t>(got)});
    }
}

std::string hash_from_start(int file) {
    Sha256 sha;
    read_from_start(file, [&](std::string_view bytes) { sha.update(bytes); });
    rewind(file);
    return sha.finish_hex();
}

}  // namespace rollcall::spool
