#include "spool/s3/xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::spool::s3 {
namespace {

using testing::ElementsAre;

TEST(S3Xml, FindsElementsInOrder) {
    EXPECT_THAT(
        all_inside("<R><Key>a</Key><Size>1</Size><Key>b</Key></R>", "Key"), ElementsAre("a", "b")
    );
}

TEST(S3Xml, ResolvesEntities) {
    EXPECT_EQ(text_of("<ETag>&quot;a&amp;lt;&quot;</ETag>", "ETag"), "\"a&lt;\"");
}

TEST(S3Xml, IsNotMisledByWhatIsCutOff) {
    EXPECT_EQ(inside("<Key>a", "Key"), "");
    EXPECT_EQ(inside("<Keys>a</Keys>", "Key"), "");
    EXPECT_EQ(inside("", "Key"), "");
}

}  // namespace
}  // namespace rollcall::spool::s3
