// The main of every test program. It can also be the reader child, which is the same binary again.
#include <string_view>

#include <gtest/gtest.h>

#include "sheet/child/child.hpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == rollcall::sheet::child::reader_argument) {
        return rollcall::sheet::child::serve();
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
