#include "spool/s3/s3_spool.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "spool/s3/bucket.hpp"
#include "spool/scratch.hpp"
#include "tests/support/s3_bucket.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::spool::s3 {
namespace {

struct World {
    tests::S3Bucket home;
    Bucket bucket{home.settings()};
    tests::TemporaryFolder folder;
    Scratch scratch{folder.path()};
    S3Spool spool{bucket, scratch};
};

class S3SpoolTest : public testing::Test {
protected:
    void SetUp() override {
        if (!tests::has_s3()) GTEST_SKIP() << tests::no_s3;
        world_ = std::make_unique<World>();
    }
    static Instant in_an_hour() { return SystemClock().now() + std::chrono::hours(1); }
    static Instant an_hour_ago() { return SystemClock().now() - std::chrono::hours(1); }
    static bool nobody_wants(std::string_view) { return false; }

    World& world() { return *world_; }
    S3Spool& spool() { return world_->spool; }
    Bucket& bucket() { return world_->bucket; }

private:
    std::unique_ptr<World> world_;
};

TEST_F(S3SpoolTest, SweepsWhatIsOnItsWayOnceItsNodeMustBeDead) {
    const auto upload = bucket().begin_parts("incoming/abandoned");
    bucket().put_part(upload, 1, "half");
    bucket().put("incoming/joined-and-left", {"bytes", sha256_hex("bytes")});

    EXPECT_EQ(spool().sweep(an_hour_ago(), nobody_wants), 0U);
    EXPECT_THAT(bucket().parted_uploads("incoming/"), testing::SizeIs(1));

    EXPECT_EQ(spool().sweep(in_an_hour(), nobody_wants), 5U);
    EXPECT_THAT(bucket().parted_uploads("incoming/"), testing::IsEmpty());
    EXPECT_FALSE(bucket().find("incoming/joined-and-left"));
}

TEST_F(S3SpoolTest, LeavesAloneWhatIsNotItsOwn) {
    bucket().put("uploads/readme.txt", {"somebody's", sha256_hex("somebody's")});

    spool().sweep(in_an_hour(), nobody_wants);

    EXPECT_TRUE(bucket().find("uploads/readme.txt"));
}

TEST_F(S3SpoolTest, KeepsOneObjectOfTheSameBytes) {
    for (int i = 0; i < 3; ++i) {
        const auto intake = *spool().start(mib);
        ASSERT_TRUE(intake->append("the same"));
        ASSERT_TRUE(intake->seal());
    }
    int objects = 0;
    bucket().for_each("uploads/", [&](const Object&) { ++objects; });

    EXPECT_EQ(objects, 1);
}

TEST_F(S3SpoolTest, TakesNoMoreThanOneCopyMayHold) {
    const auto intake = *spool().start(100 * gib);

    const auto appended = intake->append({"", 5 * gib + 1});

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::file_too_large_upload);
}

}  // namespace
}  // namespace rollcall::spool::s3
