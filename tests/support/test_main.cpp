// The main of every test program. It can also be the reader child, which is the same binary again,
// and then misbehaves where a test asks for it by the file's name.
#include <string_view>

#include <gtest/gtest.h>

#include "sheet/child/child.hpp"
#include "sheet/child/serve.hpp"
#include "tests/support/misbehaving_readers.hpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == rollcall::sheet::child::reader_argument) {
        return rollcall::sheet::child::serve_with(&rollcall::tests::open_or_misbehave);
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
