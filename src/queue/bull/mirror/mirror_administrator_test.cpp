// What an administrator does in Redis, as with bull-board, is done in SQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/bull/mirror/mirror.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/mirrored_bull.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::MirroredBull;

// Nobody tells Redis in between, as where the relay sleeps.
TEST_F(MirroredBull, ResumesAndPausesAtOnceAsAnAdministratorDoes) {
    add("job-1-1");
    tell();
    queue().pause("admin");
    tell();
    EXPECT_THAT(world().list("paused"), ElementsAre("job-1-1"));
    reconcile();
    EXPECT_TRUE(queue().paused());

    bull_resumes();
    reconcile();
    EXPECT_FALSE(queue().paused());
    bull_pauses();
    EXPECT_FALSE(claim());
    reconcile();
    EXPECT_TRUE(queue().paused());
    EXPECT_TRUE(is_paused_in_redis());
}

TEST_F(MirroredBull, PausesAndResumesAtOnceAsAnAdministratorDoes) {
    add("job-1-1");
    tell();
    bull_pauses();
    reconcile();
    EXPECT_TRUE(queue().paused());
    bull_resumes();
    reconcile();

    EXPECT_FALSE(queue().paused());
    EXPECT_FALSE(is_paused_in_redis());
    EXPECT_TRUE(claim());
}

TEST_F(MirroredBull, ResumesWhatWasPausedAsItStartedAJob) {
    const auto id = add("job-1-1");
    tell();
    bull_pauses();
    EXPECT_FALSE(claim());
    bull_resumes();
    reconcile();

    EXPECT_FALSE(queue().paused());
    EXPECT_EQ(claim().value().job, id);
}

TEST_F(MirroredBull, TellingOfAPauseUndoesNoneThatCameSince) {
    add("job-1-1");
    tell();
    queue().pause("admin");
    bull_resumes();
    tell();
    EXPECT_FALSE(is_paused_in_redis());
    reconcile();
    EXPECT_FALSE(queue().paused());

    queue().pause("admin");
    queue().resume("admin");
    bull_pauses();
    tell();
    EXPECT_TRUE(is_paused_in_redis());
    reconcile();
    EXPECT_TRUE(queue().paused());
}

TEST_F(MirroredBull, StartsNothingOnceItIsPausedInRedis) {
    const auto id = add("job-1-1");
    tell();
    bull_pauses();
    EXPECT_FALSE(claim());

    EXPECT_TRUE(queue().paused());
    EXPECT_EQ(state(id), JobState::paused);
    EXPECT_EQ(job(id).attempts_made, 0U);
    tell();
    EXPECT_THAT(world().list("paused"), ElementsAre("job-1-1"));
    queue().resume("admin");
    EXPECT_EQ(claim().value().job, id);
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, ARedisWithoutMemoryDoesNotPauseIt) {
    add("job-1-1");
    tell();
    bull_pauses();
    world().call({"DEL", world().key("rollcall:memory")});

    EXPECT_TRUE(claim());
    EXPECT_FALSE(is_paused_in_redis());
    EXPECT_FALSE(queue().paused());
}

TEST_F(MirroredBull, ARedisWithoutMemoryDoesNotKnowWhatItWasTold) {
    add("job-1-1");
    tell();
    bull_pauses();
    world().call({"DEL", world().key("rollcall:memory")});
    EXPECT_TRUE(reconcile().began);
    tell();

    EXPECT_FALSE(is_paused_in_redis());
    EXPECT_FALSE(queue().paused());
}

TEST_F(MirroredBull, APauseIsSeenByBullWhenItReturns) {
    add("job-1-1");
    tell();
    queue().pause("admin");
    EXPECT_THAT(world().list("paused"), ElementsAre("job-1-1"));
    EXPECT_THAT(world().list("wait"), IsEmpty());

    queue().resume("admin");
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
    EXPECT_FALSE(is_paused_in_redis());
}

TEST_F(MirroredBull, CancelsWhatAnAdministratorRemoved) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    remove(id);
    reconcile();

    EXPECT_EQ(state(id), JobState::cancelled);
    EXPECT_EQ(job(id).message, "cancelled by bull");
}

TEST_F(MirroredBull, AddsAgainWhatWentBeforeItWasSeenTwice) {
    const auto id = add("job-1-1");
    tell();
    reconcile();
    remove(id);
    reconcile();

    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, TakesNothingForRemovedOnceTheCounterWentBack) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    remove(id);
    world().call({"SET", world().key("id"), "0"});

    EXPECT_TRUE(reconcile().began);
    tell();
    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, RunsAgainWhatAnAdministratorRetries) {
    const auto id = add_failed("job-1-1");
    bull_retries("job-1-1");
    reconcile();

    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_EQ(claim().value().job, id);
}

TEST_F(MirroredBull, RunsAgainWhatIsRetriedBeforeRedisIsToldOfItsEnd) {
    const auto id = add_failed_at_bull("job-1-1");
    EXPECT_EQ(state(id), JobState::failed);
    bull_retries("job-1-1");
    tell();
    reconcile();

    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
    EXPECT_EQ(claim().value().job, id);
}

TEST_F(MirroredBull, LeavesToItsBullWorkerWhatIsRetriedBeforeRedisIsToldOfItsEnd) {
    const auto id = add_failed_at_bull("job-1-1");
    bull_retries("job-1-1");
    bull_takes();
    tell();

    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "bull-worker");
    world().reconciler().attend();
    tell();
    world().reconciler().attend();
    EXPECT_EQ(state(id), JobState::active);
    EXPECT_EQ(job(id).processed_by, "bull");
}

TEST_F(MirroredBull, CancelsADelayedJobThatWasRemovedBeforeItWasDue) {
    const auto id = add_delayed("job-1-1");
    tell();
    reconcile_twice();
    remove(id);
    pass(std::chrono::hours{1} + std::chrono::seconds{1});
    queue().sweep();
    tell();
    reconcile();

    EXPECT_EQ(state(id), JobState::cancelled);
    EXPECT_THAT(world().list("wait"), IsEmpty());
}

TEST_F(MirroredBull, MakesDueWhatAnAdministratorPromotes) {
    const auto id = add_delayed("job-1-1");
    tell();
    world().call({"ZREM", world().key("delayed"), "job-1-1"});
    world().call({"LPUSH", world().key("wait"), "job-1-1"});
    reconcile();

    EXPECT_EQ(state(id), JobState::waiting);
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
