#include "queue/bull/keys.hpp"

#include <string_view>

#include <gtest/gtest.h>

#include "base/result.hpp"

namespace rollcall::queue::bull {
namespace {

TEST(BullKeys, AreAllBelowOneBase) {
    const auto keys = Keys::make("{bull}", "bulk-uploads");

    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->base(), "{bull}:bulk-uploads:");
    EXPECT_EQ(keys->of("wait"), "{bull}:bulk-uploads:wait");
}

TEST(BullKeys, NameWorkersAsBullDoes) {
    EXPECT_EQ(Keys::make("bull", "bulk-uploads")->worker_name(), "bull:YnVsay11cGxvYWRz");
}

TEST(BullKeys, RefuseWhatBullsSubscriptionsCannotRead) {
    for (const std::string_view bad : {"", "a*", "a?", "a[b", "a]", "a@b"}) {
        SCOPED_TRACE(bad);
        EXPECT_EQ(Keys::make("bull", bad).error().code, Errc::validation_error);
        EXPECT_EQ(Keys::make(bad, "name").error().code, Errc::validation_error);
    }
}

}  // namespace
}  // namespace rollcall::queue::bull
