// What hostile code in the reader child could try: each is tried inside the real sandbox, and must
// not succeed, and without it, where it must, or the trial would show nothing.
#pragma once

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.hpp"
#include "sheet/child/request.hpp"

namespace rollcall::tests {

// What stops it inside.
enum class Stopped : std::uint8_t { by_filter, by_limit, in_vain };

struct Escape {
    std::string_view ending;  // of the file's name that asks for it
    Stopped stopped;
    bool (*succeeds)();
    // Outside it succeeds for anybody, on any kernel that the server runs on.
    bool always_possible = true;
    // A sanitizer needs the same call, or a machine without this limit.
    bool in_sanitized_builds = true;
    // How the parent learns of it.
    std::string_view sign = "escaped";
};

namespace escapes {

// The reader's parent, known before it gives up asking.
inline const pid_t parent = ::getppid();

// The call was answered, be it that there is no such thing.
inline bool is_answered(long answer) {
    return answer >= 0 || (errno != EPERM && errno != ENOSYS && errno != EACCES);
}

inline bool opens(int descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    return descriptor >= 0;
}

// A child of its own, which ends at once.
inline bool bears(long child) {
    if (child == 0) ::_exit(0);
    if (child > 0) ::waitpid(static_cast<pid_t>(child), nullptr, 0);
    return child > 0;
}

inline bool creates_a_file() {
    const char* const name = "/tmp/rollcall-escaped";
    const bool created = opens(::open(name, O_CREAT | O_WRONLY, 0600));
    if (created) ::unlink(name);
    return created;
}

inline bool clones_by_clone3() {
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    return bears(::syscall(SYS_clone3, &arguments, sizeof(arguments)));
}

inline bool becomes_another_program() {
    char shell[] = "/bin/sh";
    char flag[] = "-c";
    char words[] = "exit 42";
    char* const arguments[] = {shell, flag, words, nullptr};
    char* const nothing[] = {nullptr};
    ::execve(shell, arguments, nothing);
    return false;
}

inline bool reads_the_parent() {
    char here = 0;
    // The same program: what stands at this address here stands there.
    const iovec into{.iov_base = &here, .iov_len = 1};
    const iovec from{.iov_base = const_cast<pid_t*>(&parent), .iov_len = 1};
    return ::process_vm_readv(parent, &into, 1, &from, 1, 0) == 1;
}

inline void* map(std::size_t bytes, int protection) {
    return ::mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

inline bool makes_data_code() {
    void* const page = map(4096, PROT_READ | PROT_WRITE);
    return page != MAP_FAILED && ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

inline bool swallows_memory() {
    std::vector<std::unique_ptr<char[]>> held;
    for (std::size_t steps = 0; steps < 4096; ++steps) {
        held.push_back(std::make_unique<char[]>(mib));
        held.back()[steps] = 1;
    }
    return true;
}

// Longer than it may with the limits of the trial, and not for ever without.
inline bool burns() {
    constexpr std::clock_t most = CLOCKS_PER_SEC * 4;
    std::atomic<std::uint64_t> turns = 0;
    while (std::clock() < most) {
        for (int turn = 0; turn < 1'000'000; ++turn)
            turns.fetch_add(1, std::memory_order_relaxed);
    }
    return true;
}

inline bool burns_deaf() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, nullptr);
    return burns();
}

inline bool fills_the_disk() {
    const std::vector<char> bytes(mib, 'x');
    for (int written = 0; written < 4; ++written) {
        if (::write(sheet::child::spill_descriptor, bytes.data(), bytes.size()) <= 0) return false;
    }
    return true;
}

inline bool raises_a_limit() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_CPU, &limit) == 0 && ::setrlimit(RLIMIT_CPU, &limit) == 0;
}

inline bool hears_signals() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    return ::sigaction(SIGXCPU, &action, nullptr) == 0;
}

#if defined(__x86_64__)
// By the door of 32 bit programs, whose calls have other numbers.
inline bool calls_by_another_door() {
    constexpr long getpid_of_32_bit = 20;
    long answer = getpid_of_32_bit;
    asm volatile("int $0x80" : "+a"(answer) : : "memory", "r8", "r9", "r10", "r11");
    return answer > 0;
}

// Some virtual machines have no such door: who knocks there dies of it.
inline bool has_another_door() {
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would tell of it
        ::_exit(calls_by_another_door() ? 0 : 1);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}
#endif

}  // namespace escapes

// clang-format off
inline constexpr Escape all_escapes[] = {
    {".open", Stopped::by_filter, [] { return escapes::opens(::open("/etc/passwd", O_RDONLY)); }},
    {".create", Stopped::by_filter, escapes::creates_a_file},
    {".openat", Stopped::by_filter,
     [] { return escapes::opens(::openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY)); }},
    {".openat2", Stopped::by_filter,
     [] {
         const std::uint64_t how[3] = {O_RDONLY, 0, 0};
         const long opened = ::syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof(how));
         return escapes::opens(static_cast<int>(opened));
     }},
    {".stat", Stopped::by_filter, [] { return ::access("/etc/passwd", R_OK) == 0; }},
    {".unlink", Stopped::by_filter,
     [] { return escapes::is_answered(::unlink("/tmp/rollcall-nothing")); }},
    {".rename", Stopped::by_filter,
     [] { return escapes::is_answered(::rename("/tmp/rollcall-nothing", "/tmp/rollcall-x")); }},
    {".memfd", Stopped::by_filter, [] { return escapes::opens(::memfd_create("x", 0)); }},
    {".ioctl", Stopped::by_filter,
     [] { return escapes::is_answered(::ioctl(sheet::child::file_descriptor, TIOCSTI, "x")); }},
    {".socket", Stopped::by_filter,
     [] { return escapes::opens(::socket(AF_INET, SOCK_STREAM, 0)); }},
    {".unix", Stopped::by_filter, [] { return escapes::opens(::socket(AF_UNIX, SOCK_STREAM, 0)); }},
    {".netlink", Stopped::by_filter,
     [] { return escapes::opens(::socket(AF_NETLINK, SOCK_RAW, 0)); }},
    {".connect", Stopped::by_filter,
     [] {
         const sockaddr nobody{};
         return escapes::is_answered(
             ::connect(sheet::child::answer_descriptor, &nobody, sizeof(nobody))
         );
     }},
    {".send", Stopped::by_filter,
     [] { return escapes::is_answered(::send(sheet::child::answer_descriptor, "x", 1, 0)); }},
    {".fork", Stopped::by_filter, [] { return escapes::bears(::syscall(SYS_fork)); }},
    {".clone", Stopped::by_filter,
     [] { return escapes::bears(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }},
    {".clone3", Stopped::by_filter, escapes::clones_by_clone3},
    {".exec", Stopped::by_filter, escapes::becomes_another_program, true, true, "exit code 42"},
    {".ptrace", Stopped::by_filter,
     [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }, false},
    {".peek", Stopped::by_filter, escapes::reads_the_parent, false},
    {".parent", Stopped::by_filter, [] { return ::getppid() > 0; }},
    {".kill", Stopped::by_filter, [] { return ::kill(escapes::parent, 0) == 0; }},
    {".everyone", Stopped::by_filter, [] { return escapes::is_answered(::kill(-1, 0)); }},
    {".queue", Stopped::by_filter, [] { return ::sigqueue(escapes::parent, 0, {}) == 0; }},
    {".tgkill", Stopped::by_filter,
     [] { return ::syscall(SYS_tgkill, escapes::parent, escapes::parent, 0) == 0; }, true, false},
    {".pidfd", Stopped::by_filter,
     [] {
         return escapes::opens(static_cast<int>(::syscall(SYS_pidfd_open, escapes::parent, 0)));
     }},
    {".handler", Stopped::by_filter, escapes::hears_signals, true, false},
    {".execmap", Stopped::by_filter,
     [] { return escapes::map(4096, PROT_READ | PROT_EXEC) != MAP_FAILED; }},
    {".protect", Stopped::by_filter, escapes::makes_data_code},
    {".uring", Stopped::by_filter,
     [] {
         char parameters[256] = {};
         return escapes::opens(static_cast<int>(::syscall(SYS_io_uring_setup, 8, parameters)));
     }, false},
    {".bpf", Stopped::by_filter, [] { return ::syscall(SYS_bpf, 0, nullptr, 0) >= 0; }, false},
    {".unshare", Stopped::by_filter,
     [] { return ::syscall(SYS_unshare, CLONE_NEWUSER) == 0; }, false},
    {".setuid", Stopped::by_filter, [] { return ::setuid(0) == 0; }, false},
    {".personality", Stopped::by_filter, [] { return ::personality(0xFFFFFFFF) >= 0; }},
    {".dumpable", Stopped::by_filter,
     [] { return ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0; }, true, false},
    {".raise", Stopped::by_filter, escapes::raises_a_limit, true, false},
#if defined(__x86_64__)
    {".door", Stopped::by_filter, escapes::calls_by_another_door, false},
#endif
    {".memory", Stopped::by_limit, escapes::swallows_memory, true, false},
    {".mapping", Stopped::in_vain,
     [] { return escapes::map(16 * gib, PROT_READ | PROT_WRITE) != MAP_FAILED; }, true, false},
    {".burn", Stopped::by_limit, escapes::burns},
    {".deaf", Stopped::by_limit, escapes::burns_deaf},
    {".disk", Stopped::by_limit, escapes::fills_the_disk},
    {".truncate", Stopped::by_limit,
     [] { return ::ftruncate(sheet::child::spill_descriptor, gib) == 0; }},
};
// clang-format on

// Those that this machine knows at all.
inline std::vector<Escape> escapes_of_this_machine() {
    std::vector<Escape> known(std::begin(all_escapes), std::end(all_escapes));
#if defined(__x86_64__)
    if (!escapes::has_another_door())
        std::erase_if(known, [](const Escape& escape) { return escape.ending == ".door"; });
#endif
    return known;
}

// Small enough that a trial soon ends.
inline ReaderLimits limits_of_a_trial() {
    ReaderLimits limits;
    limits.child_memory_bytes = 128 * mib;
    limits.child_cpu_seconds = 1;
    limits.shared_strings_bytes = mib;
    return limits;
}

}  // namespace rollcall::tests
