#include "sheet/xlsx/text_store.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::xlsx {
namespace {

std::string whole(const TextStore& store) {
    return {store.data(), static_cast<std::size_t>(store.size())};
}

TEST(TextStore, HoldsTextInMemory) {
    TextStore store(mib, -1);

    ASSERT_TRUE(store.append("ab"));
    ASSERT_TRUE(store.append(""));
    ASSERT_TRUE(store.append("c"));
    store.seal();

    EXPECT_EQ(whole(store), "abc");
}

TEST(TextStore, SpillsPastItsMemoryAndReadsTheSame) {
    const auto spill = test::memory_file("");
    TextStore store(3 * mib, spill.get());
    std::string expected;

    for (int i = 0; i < 100; ++i) {
        const std::string text(100'000, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(store.append(text));
        expected += text;
    }
    store.seal();

    EXPECT_TRUE(whole(store) == expected);
}

TEST(TextStore, RefusesMoreThanItsMemoryWithoutASpillFile) {
    TextStore store(mib, -1);

    EXPECT_TRUE(store.append(std::string(mib, 'a')));
    EXPECT_FALSE(store.append("b"));
    EXPECT_EQ(store.size(), mib);
}

TEST(TextStore, IsEmptyWhenNothingWasAdded) {
    TextStore store(mib, -1);
    store.seal();

    EXPECT_EQ(store.size(), 0U);
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
