#include "app/postgres_doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::app {
namespace {

TEST(WayToTheDatabase, IsWellWhereNobodyStandsBetween) {
    EXPECT_TRUE(judge_way({.host = "/run/postgresql", .sslmode = "prefer"}).well);
    EXPECT_TRUE(judge_way({.host = "127.0.0.1", .sslmode = "disable"}).well);
    EXPECT_TRUE(judge_way({.host = "db.example.org", .sslmode = "verify-full"}).well);
}

TEST(WayToTheDatabase, IsToBeMendedWhereTheServerIsNotVerified) {
    for (const auto* mode : {"disable", "allow", "prefer", "require", "verify-ca", ""}) {
        SCOPED_TRACE(mode);
        const auto found = judge_way({.host = "db.example.org", .sslmode = mode});
        EXPECT_FALSE(found.well);
        EXPECT_THAT(found.text, testing::HasSubstr("sslmode=verify-full"));
    }
}

}  // namespace
}  // namespace rollcall::app
