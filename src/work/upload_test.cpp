#include "work/upload.hpp"

#include <array>

#include <gtest/gtest.h>

namespace rollcall::work {
namespace {

TEST(AreaOfAnUploader, IsThatOfTheRole) {
    struct Case {
        const char* role;
        const char* province_code;
        const char* municipality_code;
    };
    // Role, then the area that is left of Gauteng and Johannesburg.
    const std::array cases{
        Case{"super_admin", "", ""},
        Case{"national_admin", "", ""},
        Case{"province_admin", "GP", ""},
        Case{"municipality_admin", "GP", "JHB"},
    };

    for (const auto& one : cases) {
        SCOPED_TRACE(one.role);
        const auto area = area_of({"u", "u@example.org", one.role, "GP", "JHB"});
        ASSERT_TRUE(area.has_value());
        EXPECT_EQ(area->province_code, one.province_code);
        EXPECT_EQ(area->municipality_code, one.municipality_code);
    }
}

TEST(AreaOfAnUploader, IsNotEverythingWhereTheRoleOrItsCodeIsMissing) {
    for (const auto& owner :
         {queue::Owner{"u", "u@example.org", "member", "GP", "JHB"},
          queue::Owner{"u", "u@example.org", "", "", ""},
          queue::Owner{"u", "u@example.org", "SUPER_ADMIN", "", ""},
          queue::Owner{"u", "u@example.org", "province_admin", "", "JHB"},
          queue::Owner{"u", "u@example.org", "municipality_admin", "GP", ""}}) {
        SCOPED_TRACE(owner.role);
        const auto area = area_of(owner);
        ASSERT_FALSE(area.has_value());
        EXPECT_EQ(area.error().code, Errc::authorization_error);
    }
}

}  // namespace
}  // namespace rollcall::work
