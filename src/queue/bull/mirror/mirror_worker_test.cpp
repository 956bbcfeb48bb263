// Jobs that a Bull worker runs.
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/bull/mirror/mirror.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/mirrored_bull.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::MirroredBull;

TEST_F(MirroredBull, LeavesABullWorkersJobToIt) {
    const auto id = add("job-1-1");
    tell();
    EXPECT_EQ(bull_takes(), "job-1-1");

    EXPECT_FALSE(claim());
    EXPECT_EQ(job(id).processed_by, "bull");
    EXPECT_EQ(state(id), JobState::active);
    tell();
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "bull-worker");

    pass(seconds{10});
    world().reconciler().attend();
    pass(seconds{10});
    EXPECT_FALSE(claim());

    bull_ends("job-1-1", "completed");
    world().reconciler().attend();
    tell();
    EXPECT_EQ(state(id), JobState::completed);
    EXPECT_EQ(job(id).processed_by, "bull");
    EXPECT_THAT(world().set("completed"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().field("job-1-1", "returnvalue"), "");
    EXPECT_EQ(reconcile().settled, 0U);
}

TEST_F(MirroredBull, NeverRunsAgainWhatABullWorkerEnded) {
    const auto first = add("job-1-1", 1);
    const auto second = add("job-1-2");
    tell();
    bull_takes();
    bull_ends("job-1-1", "completed");
    bull_takes();
    bull_ends("job-1-2", "failed", "no such file");

    EXPECT_FALSE(claim());
    world().reconciler().attend();
    EXPECT_EQ(state(first), JobState::completed);
    EXPECT_EQ(state(second), JobState::failed);
    tell();
    EXPECT_EQ(reconcile().settled, 0U);
}

TEST_F(MirroredBull, RunsAgainWhatItIsToldToBeforeRedisIsToldOfItsEnd) {
    const auto id = add_failed_at_bull("job-1-1");
    queue().retry(id, "admin").value();

    EXPECT_EQ(claim().value().job, id);
    world().reconciler().attend();
    tell();
    EXPECT_EQ(state(id), JobState::active);
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_THAT(world().set("failed"), IsEmpty());
}

TEST_F(MirroredBull, RunsAgainWhatABullWorkerFailedAtAndAnAdministratorCleaned) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    bull_takes();
    reconcile();
    tell();
    bull_ends("job-1-1", "failed", "x");
    reconcile();
    tell();
    world().call({"ZREM", world().key("failed"), "job-1-1"});
    world().call({"DEL", world().key("job-1-1")});
    queue().retry(id, "admin").value();

    EXPECT_EQ(claim().value().job, id);
}

TEST_F(MirroredBull, SaysWhyABullWorkerFailed) {
    const auto id = add("job-1-1");
    tell();
    bull_takes();
    bull_ends("job-1-1", "failed", "no such file");
    reconcile();

    EXPECT_THAT(job(id).error.value().message, HasSubstr("no such file"));
}

TEST_F(MirroredBull, TakesUpADeadBullWorkersJob) {
    const auto id = add("job-1-1");
    tell();
    bull_takes();
    EXPECT_FALSE(claim());
    tell();
    world().call({"DEL", world().key("job-1-1:lock")});
    world().reconciler().attend();
    pass(lease_time + seconds{1});

    EXPECT_EQ(claim().value().job, id);
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "rollcall:2:test");
}

TEST_F(MirroredBull, KeepsNoJobForABullWorkerThatDied) {
    const auto id = add("job-1-1");
    tell();
    bull_takes();
    EXPECT_FALSE(claim());
    tell();
    world().call({"DEL", world().key("job-1-1:lock")});
    for (int look = 0; look < 4; ++look) {
        pass(seconds{4});
        world().reconciler().attend();
    }

    EXPECT_EQ(claim().value().job, id);
}

TEST_F(MirroredBull, EndsACancelledJobThatABullWorkerRuns) {
    const auto id = add("job-1-1");
    tell();
    bull_takes();
    EXPECT_FALSE(claim());
    tell();
    queue().cancel(id, "admin").value();
    world().reconciler().attend();
    tell();

    EXPECT_EQ(state(id), JobState::cancelled);
    EXPECT_THAT(world().field("job-1-1", "failedReason"), HasSubstr("cancelled by admin. a Bull"));
    EXPECT_THAT(world().list("active"), IsEmpty());
    EXPECT_THAT(world().set("failed"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().call({"EXISTS", world().key("job-1-1:lock")}).integer, 0);
    EXPECT_EQ(reconcile().settled, 0U);
}

TEST_F(MirroredBull, ClearsWhatALateBullWorkerWroteOfACompletedJob) {
    const auto id = add("job-1-1");
    queue().complete(claim().value(), {.message = "done", .report_name = ""}).value();
    tell();
    world().call(
        {"HSET",
         world().key("job-1-1"),
         "failedReason",
         "Missing lock for job job-1-1 finished",
         "stacktrace",
         R"(["Error: Missing lock"])",
         "attemptsMade",
         "1"}
    );

    EXPECT_EQ(reconcile().settled, 1U);

    EXPECT_EQ(state(id), JobState::completed);
    EXPECT_EQ(world().field("job-1-1", "failedReason"), "");
    EXPECT_EQ(world().field("job-1-1", "stacktrace"), "[]");
    EXPECT_EQ(world().field("job-1-1", "attemptsMade"), "0");
    EXPECT_EQ(world().field("job-1-1", "returnvalue"), R"({"job_id":"job-1-1"})");
    EXPECT_EQ(reconcile().settled, 0U);
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
