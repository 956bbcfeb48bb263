// sheet/child: the reader in a process of its own, where hostile bytes can hurt nobody.
//
// The same binary is started with one argument (`reader_argument`) and four descriptors: the file,
// the spill file, the pipe, a memory file with the request. It gives up the file system, the
// network, new processes and memory past its limit (seccomp, Landlock where the kernel has it,
// rlimits), reads, and writes length-checked frames (docs/formats/reader-pipe.md). Killing it is
// always safe: the parent owns everything that lasts.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "sheet/reader.hpp"

namespace rollcall::sheet::child {

inline constexpr const char* reader_argument = "--reader-child";

struct ChildOptions {
    OpenOptions open;
    // The program to start; it must call `serve` when its first argument is `reader_argument`.
    std::string program = "/proc/self/exe";
    // `--no-sandbox`: for debugging; the child then runs with the parent's rights.
    bool sandbox = true;
    // A stop request cancels, while the file is being opened as well as afterwards.
    std::stop_token stop;
};

// A Reader with one more verb. The child dies with the thread that opened it. A child that crashes
// refuses with READER_CRASHED, one that passes its memory or processor limit with RESOURCE_LIMIT.
class ChildReader : public Reader {
public:
    // Kills the child; a `next` that waits in another thread refuses with `cancelled`. From any
    // thread.
    virtual void cancel() = 0;
};

// Waits until the child has told what the file is. Needs: `file` is open for reading. Makes the
// spill file itself, unlinked, in `spill_folder`. Throws Failure when no child can be started.
Result<std::unique_ptr<ChildReader>>
open(int file, const std::string& spill_folder, const ChildOptions& options);

// The child's own main: call it first in `main` when argv[1] is `reader_argument`.
// Returns the process's exit code.
int serve();

}  // namespace rollcall::sheet::child
