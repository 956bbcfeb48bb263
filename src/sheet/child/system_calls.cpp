// The allow-list of system calls, as a seccomp filter.
#include <array>
#include <cerrno>
#include <memory>

#include <seccomp.h>
#include <sys/mman.h>

#include "base/failure.hpp"
#include "sheet/child/sandbox.hpp"

namespace rollcall::sheet::child {
namespace {

struct CloseFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, CloseFilter>;

void require(int outcome) {
    if (outcome != 0) throw_errno("filter system calls", -outcome);
}

// Memory, time, the end; nothing that takes a path, an address or another process.
constexpr std::array plain_calls{
    SCMP_SYS(read),           SCMP_SYS(readv),           SCMP_SYS(pread64),
    SCMP_SYS(write),          SCMP_SYS(writev),          SCMP_SYS(pwrite64),
    SCMP_SYS(close),          SCMP_SYS(fstat),           SCMP_SYS(brk),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),          SCMP_SYS(madvise),
    SCMP_SYS(futex),          SCMP_SYS(getrandom),       SCMP_SYS(clock_gettime),
    SCMP_SYS(exit),           SCMP_SYS(exit_group),      SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(ftruncate),
};

#ifdef ROLLCALL_SANITIZED
// What the sanitizers' own allocators, stacks, memory probes and reports ask for.
constexpr std::array sanitizer_calls{
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(tgkill),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(prctl),
    SCMP_SYS(getrlimit),
    SCMP_SYS(prlimit64),
    SCMP_SYS(mincore),
    SCMP_SYS(pipe2),
    SCMP_SYS(pipe),
};
#endif

void allow(void* filter, int call) {
    require(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0));
}

// Memory may be mapped and changed, but never become code.
void allow_without_code(void* filter, int call) {
    constexpr unsigned protection = 2;
    const scmp_arg_cmp no_code{
        .arg = protection, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0};
    require(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &no_code));
}

}  // namespace

void filter_system_calls() {
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter) throw_errno("filter system calls", ENOMEM);
    for (const int call : plain_calls)
        allow(filter.get(), call);
#ifdef ROLLCALL_SANITIZED
    for (const int call : sanitizer_calls)
        allow(filter.get(), call);
#else
    // Every thread, should a library have started one.
    require(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1));
#endif
    allow_without_code(filter.get(), SCMP_SYS(mmap));
    allow_without_code(filter.get(), SCMP_SYS(mprotect));
    require(seccomp_load(filter.get()));
}

}  // namespace rollcall::sheet::child
