#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace rollcall {

void assertion_failed(const char* promise, const char* file, int line) {
    std::fprintf(stderr, "rollcall: bug: %s does not hold (%s:%d)\n", promise, file, line);
    std::abort();
}

}  // namespace rollcall
