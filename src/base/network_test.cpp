#include "base/network.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(Network, IsTheSameOfAllAddressesThatOnePersonMayHave) {
    EXPECT_EQ(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:2:ffff::9"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_NE(network_of("192.0.2.1"), network_of("192.0.2.2"));
    EXPECT_NE(network_of("::ffff:192.0.2.1"), network_of("::ffff:192.0.2.2"));
}

TEST(Network, OfWhatIsNoAddressIsItself) {
    EXPECT_EQ(network_of(""), "");
    EXPECT_EQ(network_of("a name"), "a name");
    EXPECT_EQ(network_of("2001:db8::1%eth0"), "2001:db8::1%eth0");
}

}  // namespace
}  // namespace rollcall
