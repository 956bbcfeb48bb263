#include "work/lease_keeper.hpp"

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "tests/support/work_world.hpp"

namespace rollcall::work {
namespace {

using std::chrono::seconds;

// A job that another world's worker claimed, looked after by a keeper whose clock the test moves;
// the queue's is minutes behind, as a database's elsewhere may be.
class LeaseKeeperTest : public testing::Test {
protected:
    LeaseKeeperTest() : id_(world_.take_in(World::list(1))) {}

    std::unique_ptr<Attempt> claim() {
        auto lease = queue_.claim("test", seconds{15});
        return std::make_unique<Attempt>(*std::move(lease), clock_, clock_.steady() + seconds{15});
    }

    World world_{"leases"};
    JobId id_;
    void pass(seconds time) {
        clock_.advance(time);
        queue_clock_.advance(time);
    }

    ManualClock clock_{Instant{std::chrono::hours{24 * 365 * 60}}};
    ManualClock queue_clock_{clock_.now() - std::chrono::minutes{10}};
    db::sqlite::SqliteDatabase database_{world_.store, queue_clock_};
    queue::sql::SqlQueue queue_{database_, {}, {}, &world_.bus};
    LeaseKeeper keeper_{queue_, world_.bus, clock_, {seconds{15}, seconds{600}, std::nullopt}};
};

TEST_F(LeaseKeeperTest, RenewsAtAThirdOfTheLease) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);
    const auto before = attempt->held_until();

    pass(seconds{6});
    keeper_.tick();

    EXPECT_GT(attempt->held_until(), before);
    EXPECT_FALSE(attempt->stopping());
}

TEST_F(LeaseKeeperTest, StopsWhatMakesNoProgress) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);

    pass(seconds{601});
    keeper_.tick();

    EXPECT_EQ(attempt->stop_reason(), StopReason::timed_out);
}

TEST_F(LeaseKeeperTest, StopsARunThatTakesLongerThanItMay) {
    const auto lease = queue_.claim("test", seconds{15}).value();
    Attempt attempt(lease, clock_, clock_.steady() + seconds{15}, seconds{5});
    const LeaseKeeper::Watch watch(keeper_, attempt);

    pass(seconds{5});
    keeper_.tick();
    EXPECT_FALSE(attempt.stopping());
    attempt.touch();
    pass(seconds{1});
    keeper_.tick();

    EXPECT_EQ(attempt.stop_reason(), StopReason::overran);
}

TEST_F(LeaseKeeperTest, HearsOfACancelAtOnce) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);

    ASSERT_TRUE(queue_.cancel(id_, "u@example.org").has_value());

    EXPECT_EQ(attempt->stop_reason(), StopReason::cancelled);
}

TEST_F(LeaseKeeperTest, SeesACancelThatItCouldNotHear) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);
    queue::sql::SqlQueue elsewhere(database_, {}, {});
    ASSERT_TRUE(elsewhere.cancel(id_, "u@example.org").has_value());

    world_.bus.publish(event::Missed{});
    keeper_.tick();

    EXPECT_EQ(attempt->stop_reason(), StopReason::cancelled);
}

TEST_F(LeaseKeeperTest, EndsHereBeforeItEndsElsewhere) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);

    pass(seconds{13});
    keeper_.tick();

    EXPECT_EQ(attempt->stop_reason(), StopReason::fenced);
}

TEST_F(LeaseKeeperTest, ALeaseThatIsLostFences) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);
    queue_.take_back_all();

    pass(seconds{6});
    keeper_.tick();

    EXPECT_EQ(attempt->stop_reason(), StopReason::fenced);
}

TEST_F(LeaseKeeperTest, WhatBeginsWhileShuttingDownIsStopped) {
    const auto attempt = claim();
    keeper_.shut_down();

    const LeaseKeeper::Watch watch(keeper_, *attempt);

    EXPECT_EQ(attempt->stop_reason(), StopReason::shutdown);
}

}  // namespace
}  // namespace rollcall::work
