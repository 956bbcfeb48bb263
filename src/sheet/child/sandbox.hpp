// What the reader child gives up before it looks at the first byte of the file.
#pragma once

#include <cstdint>

#include "base/limits.hpp"

namespace rollcall::sheet::child {

// The kernel kills this process once the thread that started it ends. False when that has happened
// already: `parent` is not this process's parent any more.
bool die_with_parent(std::int32_t parent);

// Memory, processor time for a file of so many bytes, spill size, descriptors, processes, no core.
// Memory stays unlimited in sanitized builds, which need a vast address space.
void limit_resources(const ReaderLimits& limits, std::uint64_t file_bytes);

// Takes away every right that Landlock knows in the running kernel: files, network, signals to
// others. False where the kernel has no Landlock.
bool renounce_rights();

// From here on only the system calls that reading and answering need; any other kills the process.
void filter_system_calls();

// All of the above that the process does to itself. Throws Failure when it cannot.
void enter_sandbox(const ReaderLimits& limits, std::uint64_t file_bytes);

}  // namespace rollcall::sheet::child
