// Readers that do inside the child what no reader should: a test program's child opens a file by
// them when its name ends in one of these, so that the real sandbox and the real pipe are met.
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "sheet/child/request.hpp"
#include "sheet/child/serve.hpp"
#include "sheet/reader.hpp"
#include "tests/support/escapes.hpp"

namespace rollcall::tests {

// What a file's name ends in, and what then happens instead of reading it.
struct Misdeed {
    std::string_view ending;
    void (*commit)();
};

inline void hang() {
    // Waits for a lock that nobody gives back: the one way to wait that the sandbox leaves.
    std::uint32_t lock = 0;
    for (;;)
        ::syscall(SYS_futex, &lock, 0, 0, nullptr, nullptr, 0);
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
    {".hang", hang},
    {".nomemory", [] { throw std::bad_alloc(); }},
    {".garbage", write_garbage},
    {".mute",
     [] {
         ::close(sheet::child::answer_descriptor);
         hang();
     }},
    {".failure", [] { throw Failure("read the file: I/O error"); }},
};

inline Result<std::unique_ptr<sheet::Reader>>
open_or_misbehave(const sheet::Source& source, const sheet::OpenOptions& options) {
    for (const auto& misdeed : misdeeds) {
        if (misdeed.ending == options.file_name) misdeed.commit();
    }
    for (const auto& escape : all_escapes) {
        if (escape.ending != options.file_name) continue;
        return refuse(Errc::corrupt_source, escape.succeeds() ? "escaped" : "in vain");
    }
    return sheet::open_here(source, options);
}

}  // namespace rollcall::tests
