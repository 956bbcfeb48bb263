#include "net/descriptors.hpp"

#include <cerrno>
#include <system_error>

#include <sys/resource.h>

#include "base/log.hpp"

namespace rollcall::net {

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    const auto soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return limit.rlim_max;
    log::warning(
        "net", "cannot raise the limit of open files: " + std::system_category().message(errno)
    );
    return soft;
}

}  // namespace rollcall::net
