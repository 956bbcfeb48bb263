#include "net/descriptors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace rollcall::net {
namespace {

TEST(DescriptorLimit, IsRaisedToWhatThisProcessMayHave) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const auto hard = limit.rlim_max;
    limit.rlim_cur = hard / 2;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);

    const auto raised = raise_descriptor_limit();

    EXPECT_EQ(raised, hard);
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_EQ(limit.rlim_cur, hard);
}

}  // namespace
}  // namespace rollcall::net
