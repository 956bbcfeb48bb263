// What every Queue promises to workers: claims, leases, stalls, ends.
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

using testing::ElementsAre;

using QueueRunning = QueueSuite;
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueRunning,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

std::vector<std::string> claim_all(QueueTalk& talk) {
    std::vector<std::string> order;
    for (auto id = talk.claimed(); !id.empty(); id = talk.claimed())
        order.push_back(id);
    return order;
}

std::string id(std::uint64_t number) {
    return job_id(number).text();
}

TEST_P(QueueRunning, HandsOutTheMostUrgentAndAmongEqualsTheOldest) {
    add(1, 10);
    add(2, 5);
    add(3, 1);
    add(4, 5);
    add(5, 1);

    EXPECT_THAT(claim_all(*this), ElementsAre(id(3), id(5), id(2), id(4), id(1)));
}

TEST_P(QueueRunning, GainsAStepOfPriorityAMinute) {
    add(1, 10);
    pass(minutes{5});
    add(2, 4);
    add(3, 5);
    add(4, 6);

    EXPECT_THAT(claim_all(*this), ElementsAre(id(2), id(1), id(3), id(4)));
}

TEST_P(QueueRunning, NeverAgesAboveTheMostUrgent) {
    add(1, 3);
    pass(minutes{1});
    add(2, 1);
    pass(minutes{1});
    add(3, 1);

    EXPECT_THAT(claim_all(*this), ElementsAre(id(1), id(2), id(3)));
}

TEST_P(QueueRunning, StarvesNobodyUnderAStreamOfUrgentJobs) {
    add(1, 10);
    for (std::uint64_t number = 2; number <= 10; ++number) {
        add(number, 1);
        EXPECT_EQ(claimed(), id(number));
        pass(minutes{1});
    }
    add(11, 1);

    EXPECT_EQ(claimed(), id(1));
}

TEST_P(QueueRunning, HandsOutNoMoreThanMayRunAtOnce) {
    QueueTalk talk(GetParam(), {.limits = {.active_max = 2}, .retries = {}});
    for (std::uint64_t number = 1; number <= 4; ++number)
        talk.add(number);
    const auto first = talk.claim();
    talk.claim();

    EXPECT_EQ(talk.claimed(), "");
    talk.queue().complete(fence_of(first), {}).value();
    EXPECT_EQ(talk.claimed(), id(3));
    EXPECT_EQ(talk.claimed(), "");
}

TEST_P(QueueRunning, GivesThePlaceOfADeadWorkerToItsJob) {
    QueueTalk talk(GetParam(), {.limits = {.active_max = 1}, .retries = {}});
    talk.add(1);
    talk.add(2);
    talk.claim();
    talk.pass(test_lease);

    EXPECT_EQ(talk.claimed(), id(1));
    EXPECT_EQ(talk.claimed(), "");
}

TEST_P(QueueRunning, StartsWhatItHandsOut) {
    add(1);

    const auto lease = claim();

    EXPECT_EQ(lease.job.state, JobState::active);
    EXPECT_EQ(lease.job.started_at, now());
    EXPECT_EQ(lease.until, now() + test_lease);
    EXPECT_EQ(lease.epoch, 1U);
    EXPECT_EQ(describe(job(job_id(1))), describe(lease.job));
}

TEST_P(QueueRunning, HandsOutNothingWhilePaused) {
    add(1);
    queue().pause("admin-1");
    EXPECT_EQ(claimed(), "");
    house().reopen();
    EXPECT_TRUE(queue().paused());
    EXPECT_EQ(claimed(), "");

    queue().resume("admin-1");

    EXPECT_EQ(claimed(), id(1));
}

TEST_P(QueueRunning, TakesAnExpiredLeaseOnAnIdleClaim) {
    add(1);
    const auto dead = claim();
    pass(test_lease - milliseconds{1});
    EXPECT_EQ(claimed(), "");
    pass(milliseconds{1});

    const auto taken = claim();

    EXPECT_EQ(taken.job.id, dead.job.id);
    EXPECT_GT(taken.epoch, dead.epoch);
    EXPECT_EQ(taken.job.stalls, 1U);
    EXPECT_EQ(taken.job.attempts_made, 0U);
}

TEST_P(QueueRunning, ARenewedLeaseHolds) {
    add(1);
    const auto lease = claim();
    pass(test_lease - milliseconds{1});

    const auto renewal = queue().renew(fence_of(lease), test_lease);
    pass(test_lease - milliseconds{1});

    EXPECT_EQ(renewal->until, now() + milliseconds{1});
    EXPECT_FALSE(renewal->cancel_requested);
    EXPECT_EQ(claimed(), "");
}

TEST_P(QueueRunning, AnExpiredLeaseThatNobodyTookMayStillEnd) {
    add(1);
    const auto lease = claim();
    pass(hours{1});

    EXPECT_TRUE(queue().renew(fence_of(lease), test_lease));
    EXPECT_TRUE(queue().complete(fence_of(lease), {"done", "report.xlsx"}));
}

TEST_P(QueueRunning, RefusesEveryVerbOfAStaleLease) {
    add(1);
    const auto stale = fence_of(claim());
    pass(test_lease);
    claim();
    const auto before = describe(job(job_id(1)));

    EXPECT_EQ(queue().renew(stale, test_lease).error().code, Errc::lease_lost);
    EXPECT_EQ(queue().note(stale, {.advanced = true}).error().code, Errc::lease_lost);
    EXPECT_EQ(queue().complete(stale, {}).error().code, Errc::lease_lost);
    EXPECT_EQ(queue().fail(stale, {"X", "x"}, true).error().code, Errc::lease_lost);
    EXPECT_EQ(queue().fail(stale, {"X", "x"}, false).error().code, Errc::lease_lost);
    EXPECT_EQ(queue().end_cancelled(stale, "x").error().code, Errc::lease_lost);
    EXPECT_EQ(queue().give_back(stale).error().code, Errc::lease_lost);
    EXPECT_EQ(describe(job(job_id(1))), before);
}

TEST_P(QueueRunning, TheFourthCrashInARowEndsTheJob) {
    add(1);
    for (std::uint32_t crash = 1; crash <= 3; ++crash) {
        claim();
        pass(test_lease);
        EXPECT_EQ(queue().sweep().recovered, 1U);
        EXPECT_EQ(job(job_id(1)).stalls, crash);
    }
    claim();
    pass(test_lease);

    const auto swept = queue().sweep();

    EXPECT_THAT(swept.stalled_out, ElementsAre(job_id(1)));
    EXPECT_EQ(swept.recovered, 0U);
    EXPECT_EQ(state(job_id(1)), JobState::failed);
    EXPECT_EQ(job(job_id(1)).error->code, "JOB_STALLED");
    EXPECT_EQ(job(job_id(1)).finished_at, now());
}

TEST_P(QueueRunning, ACommittedChunkStartsTheCountOfStallsAgain) {
    add(1);
    for (int crash = 0; crash < 3; ++crash) {
        claim();
        pass(test_lease);
        queue().sweep();
    }
    const auto lease = claim();

    queue().note(fence_of(lease), {.progress = 10, .advanced = true}).value();

    EXPECT_EQ(job(job_id(1)).stalls, 0U);
    pass(test_lease);
    EXPECT_EQ(queue().sweep().recovered, 1U);
}

TEST_P(QueueRunning, ANoteWithoutACommitKeepsTheCountOfStalls) {
    add(1);
    claim();
    pass(test_lease);

    queue().note(fence_of(claim()), {.stage = Stage::validation}).value();

    EXPECT_EQ(job(job_id(1)).stalls, 1U);
}

TEST_P(QueueRunning, TakesAPredecessorsLeasesBackAtOnce) {
    add(1);
    add(2);
    claim();
    const auto lost = claim();
    house().reopen();

    EXPECT_EQ(queue().take_back_all(), 2U);

    EXPECT_EQ(job(job_id(1)).stalls, 1U);
    EXPECT_EQ(queue().renew(fence_of(lost), test_lease).error().code, Errc::lease_lost);
    EXPECT_THAT(claim_all(*this), ElementsAre(id(1), id(2)));
}

TEST_P(QueueRunning, ProgressNeverGoesBackAndSeqGrows) {
    add(1);
    const auto fence = fence_of(claim());
    queue().note(fence, {.stage = Stage::database_operations, .progress = 40}).value();
    const auto before = job(job_id(1));

    queue().note(fence, {.stage = Stage::validation, .progress = 20}).value();

    const auto after = job(job_id(1));
    EXPECT_EQ(after.progress, 40U);
    EXPECT_EQ(after.stage, Stage::validation);
    EXPECT_GT(after.seq, before.seq);
}

TEST_P(QueueRunning, ANoteThatChangesNothingKeepsSeq) {
    add(1);
    const auto fence = fence_of(claim());
    const Note note{.stage = Stage::validation, .waiting_for = WaitingFor::disk, .progress = 5};
    queue().note(fence, note).value();
    const auto before = job(job_id(1));

    queue().note(fence, note).value();

    EXPECT_EQ(before.waiting_for, WaitingFor::disk);
    EXPECT_EQ(describe(job(job_id(1))), describe(before));
}

TEST_P(QueueRunning, ANoteWithoutAStageKeepsIt) {
    add(1);
    const auto fence = fence_of(claim());
    queue().note(fence, {.stage = Stage::report_generation}).value();

    queue().note(fence, {.waiting_for = WaitingFor::disk}).value();

    EXPECT_EQ(job(job_id(1)).stage, Stage::report_generation);
    EXPECT_EQ(job(job_id(1)).waiting_for, WaitingFor::disk);
}

TEST_P(QueueRunning, ARetryBeginsWithoutTheLastAttemptsMessage) {
    add(1);
    queue().fail(fence_of(claim()), {.code = "READER_CRASHED", .message = "first"}, true).value();
    pass(seconds{10});
    queue().sweep();

    const auto again = claim().job;

    EXPECT_EQ(again.message, "");
    EXPECT_EQ(again.first_error->message, "first");
}

TEST_P(QueueRunning, CompletesAJob) {
    add(1);
    const auto fence = fence_of(claim());
    pass(seconds{3});

    queue().complete(fence, {.message = "completed: 3 rows", .report_name = "report.xlsx"}).value();

    const auto done = job(job_id(1));
    EXPECT_EQ(done.state, JobState::completed);
    EXPECT_EQ(done.progress, 100U);
    EXPECT_EQ(done.message, "completed: 3 rows");
    EXPECT_EQ(done.report_name, "report.xlsx");
    EXPECT_EQ(done.finished_at, now());
    EXPECT_EQ(done.finished_at.value() - done.started_at.value(), seconds{3});
}

TEST_P(QueueRunning, AFailedAttemptWaitsAndKeepsTheFirstError) {
    auto thrice = new_job(1);
    thrice.attempts_max = 3;
    add(thrice);

    const auto first =
        queue().fail(fence_of(claim()), {.code = "READER_CRASHED", .message = "first"}, true);

    EXPECT_EQ(first->state, JobState::delayed);
    EXPECT_EQ(first->run_at, now() + seconds{10});
    EXPECT_EQ(first->attempts_made, 1U);
    pass(seconds{10});
    queue().sweep();
    const auto second =
        queue().fail(fence_of(claim()), {.code = "INTERNAL_ERROR", .message = "second"}, true);
    EXPECT_EQ(second->run_at, now() + seconds{30});
    EXPECT_EQ(second->first_error->message, "first");
    EXPECT_EQ(second->error->message, "second");
}

TEST_P(QueueRunning, TheLastAttemptEndsTheJob) {
    add(1);
    queue().fail(fence_of(claim()), {.code = "READER_CRASHED", .message = "first"}, true).value();
    pass(seconds{10});
    queue().sweep();

    const auto last =
        queue().fail(fence_of(claim()), {.code = "INTERNAL_ERROR", .message = "last"}, true);

    EXPECT_EQ(last->state, JobState::failed);
    EXPECT_EQ(last->attempts_made, 2U);
    EXPECT_EQ(last->finished_at, now());
    EXPECT_EQ(last->first_error->code, "READER_CRASHED");
}

TEST_P(QueueRunning, AFileErrorEndsTheJobAtOnce) {
    add(1);

    const auto failed =
        queue().fail(fence_of(claim()), {.code = "FILE_CORRUPT", .message = "broken"}, false);

    EXPECT_EQ(failed->state, JobState::failed);
    EXPECT_EQ(failed->attempts_made, 1U);
}

TEST_P(QueueRunning, JitterOnlyShortensTheWait) {
    QueueTalk talk(GetParam(), {.limits = {}, .retries = {.jitter = 0.5}});
    talk.add(1);

    const auto failed =
        talk.queue().fail(fence_of(talk.claim()), {.code = "X", .message = "x"}, true).value();

    EXPECT_LE(*failed.run_at, talk.now() + seconds{10});
    EXPECT_GE(*failed.run_at, talk.now() + seconds{5});
}

TEST_P(QueueRunning, AGivenBackJobKeepsItsPlaceAndItsAttempts) {
    add(1);
    const auto lease = claim();
    add(2);

    queue().give_back(fence_of(lease)).value();

    EXPECT_EQ(job(job_id(1)).attempts_made, 0U);
    EXPECT_EQ(job(job_id(1)).stalls, 0U);
    EXPECT_THAT(claim_all(*this), ElementsAre(id(1), id(2)));
}

TEST_P(QueueRunning, APromotedJobWaitsSinceItWasDue) {
    auto later = new_job(1);
    later.run_at = now() + minutes{1};
    add(later);
    pass(minutes{2});
    add(2);
    queue().sweep();

    EXPECT_THAT(claim_all(*this), ElementsAre(id(1), id(2)));
}

}  // namespace
}  // namespace rollcall::queue
