#include "sheet/csv/scanner.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::sheet::csv {
namespace {

std::vector<std::size_t> places(const std::string& text) {
    // What lies behind the end must not be found.
    const auto padded = text + std::string(scan_padding, ',');
    Scanner scanner(padded.data(), padded.data() + text.size(), ',');
    std::vector<std::size_t> found;
    for (;;) {
        const auto place = static_cast<std::size_t>(scanner.next() - padded.data());
        if (place == text.size()) return found;
        found.push_back(place);
    }
}

TEST(Scanner, FindsEachByteThatMattersOnce) {
    EXPECT_THAT(places("a,b\"c\r\nd;e"), testing::ElementsAre(1, 3, 5, 6));
}

TEST(Scanner, FindsAByteAtEveryPlaceOfEveryLength) {
    for (std::size_t length = 1; length <= 200; ++length) {
        for (std::size_t place = 0; place < length; ++place) {
            std::string text(length, 'x');
            text[place] = '\n';
            ASSERT_THAT(places(text), testing::ElementsAre(place)) << length;
        }
    }
}

TEST(Scanner, FindsNothingInNothing) {
    EXPECT_TRUE(places("").empty());
    EXPECT_TRUE(places(std::string(64, 'x')).empty());
    EXPECT_TRUE(places(std::string(128, 'x')).empty());
}

}  // namespace
}  // namespace rollcall::sheet::csv
