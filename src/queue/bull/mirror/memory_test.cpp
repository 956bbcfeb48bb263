#include "queue/bull/mirror/memory.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "queue/bull/mirror/survey.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

Bearings bearings() {
    Bearings bearings;
    bearings.run_id = "run";
    bearings.canary = "word";
    bearings.counter = 7;
    return bearings;
}

TEST(MemoryOfRedis, IsKeptWhileItIsTheSameAndItsCounterGrows) {
    const auto known = memory_of(bearings());
    auto later = bearings();
    later.counter = 8;

    EXPECT_TRUE(is_same(known, bearings()));
    EXPECT_TRUE(is_same(known, later));
    EXPECT_FALSE(is_same(memory_of(later), bearings()));
}

TEST(MemoryOfRedis, IsLostWithTheProcessTheWordOrBefore) {
    const auto known = memory_of(bearings());
    auto restarted = bearings();
    restarted.run_id = "another";
    auto emptied = bearings();
    emptied.canary.clear();

    EXPECT_FALSE(is_same(known, restarted));
    EXPECT_FALSE(is_same(known, emptied));
    EXPECT_FALSE(is_same(std::nullopt, bearings()));
}

TEST(MemoryOfRedis, IsNotLostByACounterThatCannotBeRead) {
    auto unreadable = bearings();
    unreadable.counter.reset();

    EXPECT_TRUE(is_same(memory_of(bearings()), unreadable));
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
