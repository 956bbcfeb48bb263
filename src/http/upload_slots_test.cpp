#include "http/upload_slots.hpp"

#include <gtest/gtest.h>

namespace rollcall::http {
namespace {

TEST(UploadSlots, AreGivenBackWhenTheUploadGoes) {
    UploadSlots slots(1);
    {
        const auto first = slots.take("a");
        EXPECT_TRUE(first);
        EXPECT_FALSE(slots.take("a"));
        EXPECT_TRUE(slots.take("b"));
    }
    EXPECT_TRUE(slots.take("a"));
}

}  // namespace
}  // namespace rollcall::http
