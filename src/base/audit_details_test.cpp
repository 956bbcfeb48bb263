#include "base/audit_details.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(AuditDetails, NameTheAddressWhereTheActorIsNamedOtherwise) {
    EXPECT_EQ(with_email("", "u-1", "ana@example.org"), "email ana@example.org");
    EXPECT_EQ(with_email("force", "u-1", "ana@example.org"), "force, email ana@example.org");
    EXPECT_EQ(with_email("force", "u-1", ""), "force");
    EXPECT_EQ(with_email("force", "ana@example.org", "Ana@example.org"), "force");
}

}  // namespace
}  // namespace rollcall
