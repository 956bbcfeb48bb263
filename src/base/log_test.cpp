#include "base/log.hpp"

#include <gtest/gtest.h>

namespace rollcall::log {
namespace {

TEST(Log, EscapesWhatCouldFakeASecondLine) {
    EXPECT_EQ(escape("a\nb\r\"c\"\\\x7f"), "a\\u000ab\\u000d\\\"c\\\"\\\\\\u007f");
}

TEST(Log, LeavesOtherTextAsItIs) {
    EXPECT_EQ(escape("job-1-2: 2,000 rows \xC3\xA9"), "job-1-2: 2,000 rows \xC3\xA9");
}

TEST(Log, SaysNothingWhenItIsOff) {
    start(Level::off, false);
    testing::internal::CaptureStderr();
    error("test", "nobody reads this");
    start(Level::warning, false);
    warning("test", "somebody reads this");

    const auto said = testing::internal::GetCapturedStderr();

    EXPECT_EQ(said.find("nobody"), std::string::npos);
    EXPECT_NE(said.find("somebody"), std::string::npos);
}

}  // namespace
}  // namespace rollcall::log
