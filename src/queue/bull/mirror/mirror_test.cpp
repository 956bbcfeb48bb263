// The mirror over SQLite and a real Redis: what is drawn, what is found again, what is honoured.
#include "queue/bull/mirror/mirror.hpp"

#include <chrono>
#include <string>
#include <tuple>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/mirrored_bull.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::MirroredBull;

TEST_F(MirroredBull, ShowsAJobAsBullWould) {
    add("job-1-1", 3);
    tell();

    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
    EXPECT_THAT(world().set("priority"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().field("job-1-1", "name"), "__default__");
    EXPECT_EQ(world().field("job-1-1", "priority"), "3");
    EXPECT_EQ(
        world().field("job-1-1", "data"),
        R"({"jobId":"job-1-1","fileName":"members.xlsx","uploadedBy":"user-1@example.org",)"
        R"("userId":"user-1","userRole":"super_admin","userEmail":"user-1@example.org",)"
        R"("fileId":"job-1-1"})"
    );
    EXPECT_THAT(world().field("job-1-1", "opts"), HasSubstr(R"("attempts":2)"));
    EXPECT_THAT(
        world().field("job-1-1", "opts"), HasSubstr(R"("type":"exponential","delay":10000)")
    );
}

TEST_F(MirroredBull, MovesAJobAsItRuns) {
    const auto id = add("job-1-1");
    tell();
    const auto fence = claim().value();
    EXPECT_THAT(world().list("wait"), IsEmpty());
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "rollcall:1:test");
    EXPECT_THAT(world().set("priority"), IsEmpty());

    queue().note(fence, {.stage = Stage::validation, .progress = 40}).value();
    tell();
    EXPECT_EQ(world().field("job-1-1", "progress"), "40");

    queue().complete(fence, {.message = "done", .report_name = ""}).value();
    tell();
    EXPECT_THAT(world().list("active"), IsEmpty());
    EXPECT_THAT(world().set("completed"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().field("job-1-1", "returnvalue"), R"({"job_id":"job-1-1"})");
    EXPECT_TRUE(world().call({"GET", world().key("job-1-1:lock")}).is_nil());
    EXPECT_EQ(state(id), JobState::completed);
}

TEST_F(MirroredBull, ShowsAFailureAndItsBackoff) {
    add("job-1-1");
    const auto fence = claim().value();
    queue().fail(fence, {.code = "READER_CRASHED", .message = "it crashed"}, true).value();
    tell();

    EXPECT_THAT(world().set("delayed"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().field("job-1-1", "attemptsMade"), "1");
    EXPECT_EQ(world().field("job-1-1", "failedReason"), "it crashed");
    EXPECT_EQ(world().field("job-1-1", "stacktrace"), R"(["it crashed"])");
    // 2026-01-01 and ten seconds, in Bull's scores.
    EXPECT_EQ(
        world().text({"ZSCORE", world().key("delayed"), "job-1-1"}),
        std::to_string((1'767'225'600'000 + 10'000) * 4'096)
    );

    pass(seconds{10});
    queue().sweep();
    tell();
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
    queue().fail(claim().value(), {.code = "READER_CRASHED", .message = "again"}, true).value();
    tell();
    EXPECT_THAT(world().set("failed"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().field("job-1-1", "failedReason"), "again");
    EXPECT_EQ(world().field("job-1-1", "stacktrace"), R"(["it crashed","again"])");
}

TEST_F(MirroredBull, RemovesWhatWasCancelledBeforeItRanAndFailsTheRest) {
    queue().cancel(add("job-1-1"), "admin").value();
    tell();
    EXPECT_THAT(world().list("wait"), IsEmpty());
    EXPECT_EQ(world().call({"EXISTS", world().key("job-1-1")}).integer, 0);

    add("job-1-2");
    const auto fence = claim().value();
    queue().end_cancelled(fence, "cancelled by admin").value();
    tell();
    EXPECT_THAT(world().set("failed"), ElementsAre("job-1-2"));
    EXPECT_EQ(world().field("job-1-2", "failedReason"), "cancelled by admin");
}

TEST_F(MirroredBull, ForgetsWhatSqlForgot) {
    add_failed("job-1-1");
    pass(seconds{1});
    queue().clean(Instant::max(), 10, "admin");
    tell();

    EXPECT_THAT(world().set("failed"), IsEmpty());
    EXPECT_EQ(world().call({"EXISTS", world().key("job-1-1")}).integer, 0);
}

TEST_F(MirroredBull, DrawsTheSameTwiceOnce) {
    add("job-1-1");
    add("job-1-2");
    tell();
    world().mirrored().mark_open();
    tell();
    world().mirrored().mark_open();
    tell();

    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-2", "job-1-1"));
}

TEST_F(MirroredBull, AddsAgainWhatRedisLost) {
    const auto waiting = add("job-1-1");
    const auto delayed = add_delayed("job-1-2");
    tell();
    reconcile_twice();
    flush();

    EXPECT_TRUE(reconcile().began);
    tell();
    reconcile_twice();

    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
    EXPECT_THAT(world().set("delayed"), ElementsAre("job-1-2"));
    EXPECT_EQ(state(waiting), JobState::waiting);
    EXPECT_EQ(state(delayed), JobState::delayed);
}

TEST_F(MirroredBull, TakesAJobThatRunsForLostWhenRedisLostIt) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    const auto fence = claim().value();
    flush();
    reconcile();
    tell();

    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_EQ(state(id), JobState::active);
    EXPECT_TRUE(queue().renew(fence, lease_time));
}

TEST_F(MirroredBull, CountsEndsByTheMinute) {
    for (const auto& [id, minutes] :
         {std::pair{"job-1-1", 0}, std::pair{"job-1-2", 1}, std::pair{"job-1-3", 2}}) {
        pass(std::chrono::minutes{minutes});
        add(id);
        queue().complete(claim().value(), {.message = "done", .report_name = ""}).value();
        tell();
    }
    world().mirrored().mark(JobId::parse("job-1-3").value());
    tell();

    EXPECT_EQ(world().text({"HGET", world().key("metrics:completed"), "count"}), "3");
    EXPECT_THAT(world().list("metrics:completed:data"), ElementsAre("0", "1", "1"));
}

TEST_F(MirroredBull, TakesOverTheLockOfItsOwnDeadWorker) {
    add("job-1-1");
    std::ignore = claim();
    pass(lease_time + seconds{1});
    const auto again = claim().value();

    EXPECT_EQ(again.epoch, 2U);
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "rollcall:2:test");
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, HoldsBullsLockAsLongAsItsLease) {
    add("job-1-1");
    const auto fence = claim().value();
    world().call({"PEXPIRE", world().key("job-1-1:lock"), "1000"});
    queue().renew(fence, lease_time).value();
    tell();

    EXPECT_GT(world().call({"PTTL", world().key("job-1-1:lock")}).integer, 20'000);
}

TEST_F(MirroredBull, WritesLinesIntoBullsLog) {
    const auto id = add("job-1-1");
    queue().log(id, "info", "a line");
    tell();

    EXPECT_THAT(world().list("job-1-1:logs"), ElementsAre("info: a line"));
}

TEST_F(MirroredBull, OffersAStrangerThatIsDelayedAsSoonAsItIsHeardOf) {
    const Instant due{milliseconds{1'767'229'200'000}};
    add_delayed("job-1-1");
    tell();
    world().call({"HSET", world().key("7"), "name", "__default__", "data", "{}"});
    const auto score = std::to_string(due.time_since_epoch().count() * 4'096 + 17);
    world().call({"ZADD", world().key("delayed"), score, "7"});
    world().reconciler().attend();
    EXPECT_THAT(world().strangers(), IsEmpty());

    world().hints().add_due(due);
    world().reconciler().attend();

    EXPECT_THAT(world().strangers(), ElementsAre("7"));
}

TEST_F(MirroredBull, OffersStrangersAndReportsGhosts) {
    world().call({"HSET", world().key("7"), "name", "__default__", "data", "{}"});
    world().call({"LPUSH", world().key("wait"), "7"});
    world().call({"LPUSH", world().key("wait"), "ghost"});

    const auto found = reconcile();

    EXPECT_EQ(found.ghosts, 1U);
    EXPECT_THAT(world().strangers(), ElementsAre("7"));
    EXPECT_THAT(world().list("wait"), ElementsAre("ghost", "7"));
}

TEST_F(MirroredBull, SurvivesKeysOfTheWrongType) {
    add("job-1-1");
    const auto other = add("job-1-2");
    world().call({"SET", world().key("job-1-1"), "no hash"});
    tell();

    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-2"));
    EXPECT_TRUE(claim());
    EXPECT_EQ(state(other), JobState::waiting);
}

TEST_F(MirroredBull, PutsRightWhatSqlKnowsBetter) {
    const auto id = add("job-1-1");
    queue().complete(claim().value(), {.message = "done", .report_name = ""}).value();
    tell();
    world().call({"ZREM", world().key("completed"), "job-1-1"});
    world().call({"LPUSH", world().key("wait"), "job-1-1"});
    reconcile();

    EXPECT_EQ(state(id), JobState::completed);
    EXPECT_THAT(world().list("wait"), IsEmpty());
    EXPECT_THAT(world().set("completed"), ElementsAre("job-1-1"));
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
