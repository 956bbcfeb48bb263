// Readers that do inside the child what no reader should: a test program's child opens a file by
// them when its name ends in one of these, so that the real sandbox and the real pipe are met.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "sheet/child/request.hpp"
#include "sheet/child/serve.hpp"
#include "sheet/reader.hpp"

namespace rollcall::tests {

// What a file's name ends in, and what then happens instead of reading it.
struct Misdeed {
    std::string_view ending;
    void (*commit)();
};

inline void burn() {
    for (std::atomic<std::uint64_t> turns = 0;;)
        turns.fetch_add(1);
}

inline void hang() {
    // Waits for a lock that nobody gives back: the one way to wait that the sandbox leaves.
    std::uint32_t lock = 0;
    for (;;)
        ::syscall(SYS_futex, &lock, 0, 0, nullptr, nullptr, 0);
}

inline void swallow_memory() {
    std::vector<std::unique_ptr<char[]>> held;
    constexpr std::size_t step = 1 << 20;
    for (std::size_t steps = 0; steps < 4096; ++steps) {
        held.push_back(std::make_unique<char[]>(step));
        held.back()[steps] = 1;
    }
}

inline void write_garbage() {
    const std::vector<char> garbage(4096, '\x5A');
    while (::write(sheet::child::answer_descriptor, garbage.data(), garbage.size()) > 0) {
    }
}

inline constexpr Misdeed misdeeds[] = {
    {".crash", [] { std::abort(); }},
    {".segv", [] { ::raise(SIGSEGV); }},
    {".quit", [] { ::_exit(7); }},
    {".burn", burn},
    {".hang", hang},
    {".memory", swallow_memory},
    {".nomemory", [] { throw std::bad_alloc(); }},
    {".garbage", write_garbage},
    {".mute",
     [] {
         ::close(sheet::child::answer_descriptor);
         hang();
     }},
    {".failure", [] { throw Failure("read the file: I/O error"); }},
    {".open", [] { ::open("/etc/passwd", O_RDONLY); }},
    {".create", [] { ::open("/tmp/rollcall-escaped", O_CREAT | O_WRONLY, 0600); }},
    {".openat", [] { ::openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY); }},
    {".stat", [] { ::access("/etc/passwd", R_OK); }},
    {".unlink", [] { ::unlink("/tmp/rollcall-nothing"); }},
    {".socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
    {".unix", [] { ::socket(AF_UNIX, SOCK_STREAM, 0); }},
    {".fork", [] { ::syscall(SYS_fork); }},
    {".clone", [] { ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {".clone3", [] { ::syscall(SYS_clone3, nullptr, 0); }},
    {".exec",
     [] {
         char* const nothing[] = {nullptr};
         ::execve("/bin/true", nothing, nothing);
     }},
    {".ptrace", [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {".parent", [] { ::getppid(); }},
    {".kill", [] { ::kill(1, 0); }},
    {".everyone", [] { ::kill(-1, 0); }},
    {".execmap",
     [] { ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {".uring", [] { ::syscall(425, 8, nullptr); }},
};

inline Result<std::unique_ptr<sheet::Reader>>
open_or_misbehave(const sheet::Source& source, const sheet::OpenOptions& options) {
    for (const auto& misdeed : misdeeds) {
        if (misdeed.ending != options.file_name) continue;
        misdeed.commit();
        // Whoever comes back from an attempt to escape has been let through.
        return refuse(Errc::corrupt_source, "nothing stopped " + options.file_name);
    }
    return sheet::open_here(source, options);
}

}  // namespace rollcall::tests
