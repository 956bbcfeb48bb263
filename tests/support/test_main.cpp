// The main of every test program. It can also be the reader child, which is the same binary again,
// and then misbehaves where a test asks for it by the file's name.
#include <string_view>

#include <gtest/gtest.h>

#include "sheet/child/child.hpp"
#include "sheet/child/serve.hpp"
#include "tests/support/misbehaving_readers.hpp"

#ifdef __SANITIZE_THREAD__
// One failure may be told to several threads. Who lets go of it last is counted in libstdc++, which
// is not instrumented: its release looks like a race.
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::runtime_error::~runtime_error\n";
}
#endif

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == rollcall::sheet::child::reader_argument) {
        return rollcall::sheet::child::serve_with(&rollcall::tests::open_or_misbehave);
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
