#include "base/short_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rollcall {
namespace {

// So many different bytes, the highest among them, with no byte to spare behind them: a sanitizer
// sees who reads on.
std::vector<char> bytes_of(std::size_t size) {
    std::vector<char> bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes.push_back(static_cast<char>(0xF1 + i));
    return bytes;
}

TEST(ShortText, IsANumberOfItsBytesTheFirstLowest) {
    for (std::size_t size = 0; size <= 8; ++size) {
        SCOPED_TRACE(size);
        const auto bytes = bytes_of(size);
        std::uint64_t expected = 0;
        for (auto at = size; at-- > 0;)
            expected = expected << 8U | static_cast<unsigned char>(bytes[at]);

        EXPECT_EQ(word_of({bytes.data(), size}), expected);
    }
}

TEST(ShortText, IsCopiedWholeAndNothingBehindIt) {
    for (std::size_t size = 0; size <= 40; ++size) {
        SCOPED_TRACE(size);
        const auto bytes = bytes_of(size);
        std::string room(size + 1, '.');

        copy_text(room.data(), {bytes.data(), size});

        EXPECT_EQ(room, std::string(bytes.begin(), bytes.end()) + '.');
    }
}

}  // namespace
}  // namespace rollcall
