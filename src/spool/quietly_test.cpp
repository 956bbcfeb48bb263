#include "spool/quietly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace rollcall::spool {
namespace {

TEST(Quietly, LogsWhatCouldNotBeGivenBackAndGoesOn) {
    testing::internal::CaptureStderr();

    quietly("a half was left", [] { throw Failure("the store is out of reach"); });

    EXPECT_THAT(
        testing::internal::GetCapturedStderr(),
        testing::HasSubstr("a half was left: the store is out of reach")
    );
}

}  // namespace
}  // namespace rollcall::spool
