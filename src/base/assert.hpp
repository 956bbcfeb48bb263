// ROLLCALL_ASSERT: a bug in this program, never a fault of the input. On in release.
#pragma once

namespace rollcall {

// Prints the place and the broken promise to stderr and aborts; a restart is safe by design.
[[noreturn]] void assertion_failed(const char* promise, const char* file, int line);

}  // namespace rollcall

#define ROLLCALL_ASSERT(promise) \
    ((promise) ? void() : ::rollcall::assertion_failed(#promise, __FILE__, __LINE__))
