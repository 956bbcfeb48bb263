#include "sheet/child/sandbox.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include <linux/prctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "base/limits.hpp"

namespace rollcall::sheet::child {
namespace {

void limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) throw_errno("ask for a limit", errno);
    const auto ceiling = now.rlim_max;
    const rlimit wanted{
        .rlim_cur = std::min<rlim_t>(soft, ceiling), .rlim_max = std::min<rlim_t>(hard, ceiling)};
    if (::setrlimit(resource, &wanted) != 0) throw_errno("set a limit", errno);
}

void limit(__rlimit_resource resource, std::uint64_t most) {
    limit(resource, most, most);
}

// As <linux/landlock.h> has them in newer kernels than Debian 12's header knows.
struct LandlockRights {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scoped;
};

constexpr std::uint64_t lowest_bits(unsigned count) {
    return (std::uint64_t{1} << count) - 1;
}

// Rights by the version of the kernel's interface: 1 knows 13 rights on files; 2 adds REFER,
// 3 TRUNCATE, 5 IOCTL_DEV; 4 adds binding and connecting TCP; 6 abstract sockets and signals.
LandlockRights rights_of(long version) {
    unsigned files = 13;
    if (version >= 2) files = 14;
    if (version >= 3) files = 15;
    if (version >= 5) files = 16;
    return {
        .files = lowest_bits(files),
        .network = version >= 4 ? lowest_bits(2) : 0,
        .scoped = version >= 6 ? lowest_bits(2) : 0};
}

void keep_privileges_down() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw_errno("renounce privileges", errno);
    // Nobody of the same user may attach, and no memory lands in a core file.
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) throw_errno("hide from debuggers", errno);
}

}  // namespace

bool die_with_parent(std::int32_t parent) {
    return ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && ::getppid() == parent;
}

void limit_resources(const ReaderLimits& limits, std::uint64_t file_bytes) {
    constexpr std::uint64_t share = 100'000'000;
    constexpr std::uint64_t seconds_to_answer = 2;
    const auto shares = std::max<std::uint64_t>(1, (file_bytes + share - 1) / share);
    const auto seconds = shares * limits.child_cpu_seconds;
    limit(RLIMIT_CPU, seconds, seconds + seconds_to_answer);
    limit(RLIMIT_FSIZE, limits.shared_strings_bytes + mib);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_CORE, 0);
#ifdef ROLLCALL_SANITIZED
    // A sanitizer maps terabytes, and probes memory by writing it to a pipe.
    limit(RLIMIT_NOFILE, 64);
#else
    limit(RLIMIT_NOFILE, 0);
    // Memory is what may be written; the program, its libraries and the spill file are only mapped.
    constexpr std::uint64_t program_bytes = 256 * mib;
    limit(RLIMIT_DATA, limits.child_memory_bytes);
    limit(RLIMIT_AS, limits.child_memory_bytes + limits.shared_strings_bytes + program_bytes);
#endif
}

bool renounce_rights() {
    constexpr unsigned ask_version = 1;
    const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
    if (version < 1) return false;
    const auto rights = rights_of(version);
    const auto rules = ::syscall(SYS_landlock_create_ruleset, &rights, sizeof(rights), 0);
    if (rules < 0) throw_errno("make Landlock's rules", errno);
    const auto held = ::syscall(SYS_landlock_restrict_self, rules, 0);
    const int error = errno;
    ::close(static_cast<int>(rules));
    if (held != 0) throw_errno("renounce by Landlock", error);
    return true;
}

void enter_sandbox(const ReaderLimits& limits, std::uint64_t file_bytes) {
    keep_privileges_down();
    renounce_rights();
    limit_resources(limits, file_bytes);
    filter_system_calls();
}

}  // namespace rollcall::sheet::child
