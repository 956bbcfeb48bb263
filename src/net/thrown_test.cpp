#include "net/thrown.hpp"

#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace rollcall::net {
namespace {

TEST(Thrown, IsToldByWhatTheClientMayDo) {
    EXPECT_EQ(error_of(Failure("secret", Broken::database), "r1").code, Errc::unavailable);
    EXPECT_EQ(error_of(Failure("secret", Broken::disk_full), "r1").code, Errc::storage_full);
    EXPECT_EQ(error_of(Failure("secret", Broken::other), "r1").code, Errc::internal_error);
    EXPECT_EQ(error_of(std::bad_alloc(), "r1").code, Errc::internal_error);
}

TEST(Thrown, IsNotToldItself) {
    for (const auto broken : {Broken::database, Broken::disk_full, Broken::other}) {
        EXPECT_THAT(
            error_of(Failure("secret", broken), "r1").message,
            testing::Not(testing::HasSubstr("secret"))
        );
    }
}

}  // namespace
}  // namespace rollcall::net
