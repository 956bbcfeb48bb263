#include "work/lease_keeper.hpp"

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "tests/support/work_world.hpp"

namespace rollcall::work {
namespace {

using std::chrono::seconds;

// A machine whose clock tells another hour than the database's.
class WrongClock final : public Clock {
public:
    WrongClock(const Clock& truth, Milliseconds wrong_by) : truth_(truth), wrong_by_(wrong_by) {}
    Instant now() const override { return truth_.now() + wrong_by_; }
    std::chrono::steady_clock::time_point steady() const override { return truth_.steady(); }

private:
    const Clock& truth_;
    Milliseconds wrong_by_;
};

// A job that another world's worker claimed, looked after by a keeper whose clock the test moves.
class LeaseKeeperTest : public testing::Test {
protected:
    LeaseKeeperTest() : id_(world_.take_in(World::list(1))) {}

    std::unique_ptr<Attempt> claim() {
        auto lease = queue_.claim("test", seconds{15});
        return std::make_unique<Attempt>(*std::move(lease), clock_, clock_.steady() + seconds{15});
    }

    World world_{"leases"};
    JobId id_;
    ManualClock clock_{Instant{std::chrono::hours{24 * 365 * 60}}};
    queue::sql::SqlQueue queue_{world_.store, clock_, {}, {}, &world_.bus};
    LeaseKeeper keeper_{queue_, world_.bus, clock_, {seconds{15}, seconds{600}, std::nullopt}};
};

TEST_F(LeaseKeeperTest, RenewsAtAThirdOfTheLease) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);
    const auto before = attempt->held_until();

    clock_.advance(seconds{6});
    keeper_.tick();

    EXPECT_GT(attempt->held_until(), before);
    EXPECT_FALSE(attempt->stopping());
}

TEST_F(LeaseKeeperTest, KeepsALeaseWhateverTheHourOfItsMachine) {
    for (const auto wrong_by : {std::chrono::hours{1}, std::chrono::hours{-1}}) {
        SCOPED_TRACE(wrong_by.count());
        const WrongClock wrong(clock_, wrong_by);
        LeaseKeeper keeper(queue_, world_.bus, wrong, {seconds{15}, seconds{600}, std::nullopt});
        const auto attempt = claim();
        const LeaseKeeper::Watch watch(keeper, *attempt);

        clock_.advance(seconds{6});
        keeper.tick();
        clock_.advance(seconds{10});

        EXPECT_EQ(attempt->stop_reason(), StopReason::none);
        EXPECT_FALSE(queue_.claim("another", seconds{15}).has_value());
        ASSERT_TRUE(queue_.give_back(attempt->fence()).has_value());
    }
}

TEST_F(LeaseKeeperTest, StopsWhatMakesNoProgress) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);

    clock_.advance(seconds{601});
    keeper_.tick();

    EXPECT_EQ(attempt->stop_reason(), StopReason::timed_out);
}

TEST_F(LeaseKeeperTest, HearsOfACancelAtOnce) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);

    ASSERT_TRUE(queue_.cancel(id_, "u@example.org").has_value());

    EXPECT_EQ(attempt->stop_reason(), StopReason::cancelled);
}

TEST_F(LeaseKeeperTest, ALeaseThatIsLostFences) {
    const auto attempt = claim();
    const LeaseKeeper::Watch watch(keeper_, *attempt);
    queue_.take_back_all();

    clock_.advance(seconds{6});
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
