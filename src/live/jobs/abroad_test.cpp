#include "live/jobs/abroad.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/jobs/job_rooms.hpp"
#include "tests/support/heard_namespace.hpp"
#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class AbroadTest : public testing::Test {
protected:
    AbroadTest() { world.feed.add(abroad); }

    void open() {
        space.sockets = 1;
        abroad.opened();
        world.run();
    }
    // Long enough that nothing is held back.
    void wait() { world.loop.pass(Milliseconds{500}); }

    support::LiveWorld world;
    support::HeardNamespace space;
    Abroad abroad{{}, {world.services, world.errands, world.loop, space}};
};

TEST_F(AbroadTest, NothingIsLookedAtForNobody) {
    space.sockets = 0;
    auto& job = world.add();

    world.change(job, JobState::active);
    wait();

    EXPECT_EQ(world.looks, 0);
    EXPECT_THAT(space.emitted, IsEmpty());
}

TEST_F(AbroadTest, EachChangeIsToldOnceInTheRoomsOfJobAndOwner) {
    auto& job = world.add();
    world.change(job, JobState::active);
    wait();
    world.get_on(job, 40);
    wait();
    world.change(job, JobState::completed);
    wait();

    EXPECT_THAT(
        space.events(),
        ElementsAre("bulk_upload_progress", "bulk_upload_progress", "bulk_upload_complete")
    );
    for (const auto& one : space.emitted) {
        EXPECT_THAT(one.audience.rooms, ElementsAre(room_of_job(job.id), "user:joburg"));
    }
}

TEST_F(AbroadTest, WhoWatchesTheQueueHearsItsSteps) {
    open();
    auto& job = world.add();
    world.change(job, JobState::waiting);
    wait();
    world.change(job, JobState::active);
    wait();

    EXPECT_THAT(space.events(), Contains("job_queued").Times(1));
    EXPECT_THAT(space.events(), Contains("job_started").Times(1));
    EXPECT_THAT(space.events(), Contains("queue_stats"));
    for (const auto& one : space.emitted) {
        if (!one.event.starts_with("job_")) continue;
        EXPECT_THAT(one.audience.rooms, ElementsAre("queue"));
    }
}

TEST_F(AbroadTest, AJobIsNotLookedAtAgainWithoutAHint) {
    auto& job = world.add();
    world.change(job, JobState::active);
    wait();
    const auto looks = world.looks;

    world.loop.pass(Milliseconds{30'000});

    EXPECT_EQ(world.looks, looks);
}

TEST_F(AbroadTest, NothingIsToldOnceNobodyListens) {
    open();
    auto& job = world.add();
    world.change(job, JobState::active);
    wait();
    space.emitted.clear();

    space.sockets = 0;
    world.change(job, JobState::completed);
    wait();

    EXPECT_THAT(space.emitted, IsEmpty());
}

}  // namespace
}  // namespace rollcall::live::jobs
