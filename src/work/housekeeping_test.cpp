#include "work/housekeeping.hpp"

#include <chrono>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "report/report.hpp"
#include "tests/support/watched_shelf.hpp"
#include "tests/support/work_world.hpp"

namespace rollcall::work {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeepingHouse : public testing::Test {
protected:
    KeepingHouse() : world_("housekeeping") {
        job_ = world_.take_in(World::list(3));
        world_.run_worker();
    }

    bool has_report() { return world_.shelf.open(report::report_name(job_)).has_value(); }
    bool has_ledger() { return world_.ledger.find(job_).has_value(); }

    World world_;
    tests::WatchedShelf shelf_{world_.shelf};
    Documents documents_{
        {world_.queue, world_.spool, shelf_, world_.ledger, world_.clock},
        {world_.reader(), "UTC"}};
    // Whatever ended is past its retention.
    Housekeeping housekeeping_{
        {world_.queue, world_.removed_jobs, world_.ledger, world_.spool, documents_, world_.clock},
        std::chrono::hours{-1}};
    JobId job_;
};

TEST_F(KeepingHouse, RetiresAJobWithAllThatBelongedToIt) {
    ASSERT_TRUE(has_report());

    housekeeping_.retire();

    EXPECT_FALSE(world_.queue.find(job_));
    EXPECT_FALSE(has_report());
    EXPECT_FALSE(has_ledger());
    EXPECT_THAT(world_.removed_jobs.undiscarded(10), IsEmpty());
}

TEST_F(KeepingHouse, FinishesWhatAStoreThatBrokeLeftOver) {
    shelf_.before_remove = [this] {
        shelf_.before_remove = [] {};
        throw Failure("the store of files is away");
    };

    EXPECT_THROW(housekeeping_.retire(), Failure);
    EXPECT_FALSE(world_.queue.find(job_));
    EXPECT_TRUE(has_report());
    housekeeping_.retire();

    EXPECT_FALSE(has_report());
    EXPECT_FALSE(has_ledger());
    EXPECT_THAT(world_.removed_jobs.undiscarded(10), IsEmpty());
}

TEST_F(KeepingHouse, FinishesWhatAProcessThatDiedLeftOver) {
    world_.queue.clean(world_.clock.now() + std::chrono::hours{1}, 10, "admin-1");
    EXPECT_THAT(world_.removed_jobs.undiscarded(10), ElementsAre(job_));

    housekeeping_.retire();

    EXPECT_FALSE(has_report());
    EXPECT_FALSE(has_ledger());
}

TEST_F(KeepingHouse, LooksNoMoreAtWhatSomebodyDiscarded) {
    world_.queue.clean(world_.clock.now() + std::chrono::hours{1}, 10, "admin-1");

    EXPECT_GT(housekeeping_.discard(job_), 0U);

    EXPECT_THAT(world_.removed_jobs.undiscarded(10), IsEmpty());
    EXPECT_EQ(housekeeping_.discard_removed(), 0U);
}

}  // namespace
}  // namespace rollcall::work
