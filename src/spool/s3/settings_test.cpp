#include "spool/s3/settings.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::spool::s3 {
namespace {

TEST(S3Place, IsABucketAndAPrefix) {
    EXPECT_EQ(parse_place("s3://members")->bucket, "members");
    EXPECT_EQ(parse_place("s3://members")->prefix, "");
    EXPECT_EQ(parse_place("s3://members/")->prefix, "");
    EXPECT_EQ(parse_place("s3://members/roll/call/")->prefix, "roll/call/");
}

TEST(S3Place, RefusesWhatIsNone) {
    for (const auto* url :
         {"",
          "members",
          "s3://",
          "s3:///prefix",
          "s3://Members",
          "s3://ab",
          "s3://a b",
          "s3://members/a b",
          "s3://members//a",
          "s3://members/../a",
          "https://members"}) {
        SCOPED_TRACE(url);
        EXPECT_FALSE(parse_place(url));
    }
}

TEST(S3Endpoint, IsAnAddressWithoutAPath) {
    EXPECT_EQ(parse_endpoint("http://127.0.0.1:9000/"), "http://127.0.0.1:9000");
    EXPECT_EQ(default_endpoint("af-south-1"), "https://s3.af-south-1.amazonaws.com");
    for (const auto* url :
         {"",
          "127.0.0.1:9000",
          "ftp://host",
          "https://",
          "https://user@host",
          "https://host/path",
          "https://host?query"}) {
        SCOPED_TRACE(url);
        EXPECT_FALSE(parse_endpoint(url));
    }
}

}  // namespace
}  // namespace rollcall::spool::s3
