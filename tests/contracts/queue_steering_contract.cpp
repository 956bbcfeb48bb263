// What every Queue promises to people: retry, cancel, clean, logs, and the events they see.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event/bus.hpp"
#include "queue/job.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using QueueSteering = QueueSuite;
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueSteering,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

// Writes down what is published, with the state that the store has at that moment.
class Recorder {
public:
    explicit Recorder(QueueTalk& talk)
        : talk_(talk), subscription_(talk.house().bus.subscribe([this](const event::Event& event) {
              std::visit([this](const auto& happened) { write(happened); }, event);
          })) {}

    std::vector<std::string> take() { return std::exchange(lines_, {}); }

private:
    void write(const event::JobQueued&) { lines_.emplace_back("queued"); }
    void write(const event::JobChanged& changed) {
        const auto job = talk_.queue().find(changed.job);
        const bool stored = job && to_string(job->state) == changed.state;
        lines_.push_back(changed.state + (stored ? "" : " (not stored)"));
    }
    void write(const event::JobProgressed&) { lines_.emplace_back("progressed"); }
    void write(const event::CancelRequested&) { lines_.emplace_back("cancel requested"); }
    void write(const event::Missed&) { lines_.emplace_back("missed"); }

    QueueTalk& talk_;
    std::vector<std::string> lines_;
    event::Bus::Subscription subscription_;
};

TEST_P(QueueSteering, RetriesAFailedJobForOneMoreRunNow) {
    auto often = new_job(1);
    often.attempts_max = 5;
    add_in_state(often, JobState::failed);
    pass(minutes{1});

    const auto retried = queue().retry(job_id(1), "admin-1");

    EXPECT_EQ(retried->state, JobState::waiting);
    EXPECT_EQ(retried->attempts_made, 1U);
    EXPECT_FALSE(retried->finished_at);
    EXPECT_EQ(retried->first_error->code, "NO_HEADER");
    const auto ended =
        queue().fail(fence_of(claim()), {.code = "READER_CRASHED", .message = "again"}, true);
    EXPECT_EQ(ended->state, JobState::failed);
    EXPECT_EQ(ended->attempts_made, 2U);
}

TEST_P(QueueSteering, ARetriedJobMayCrashAsOftenAsANewOne) {
    add(1);
    for (int crash = 0; crash < 4; ++crash) {
        claim();
        pass(test_lease);
        queue().sweep();
    }

    EXPECT_EQ(queue().retry(job_id(1), "admin-1")->stalls, 0U);
}

TEST_P(QueueSteering, AJobThatCompletesAfterARetryShowsOnlyItsFirstError) {
    add_in_state(1, JobState::failed);
    queue().retry(job_id(1), "admin-1").value();

    queue().complete(fence_of(claim()), {.message = "done", .report_name = "report.xlsx"}).value();

    EXPECT_FALSE(job(job_id(1)).error);
    EXPECT_EQ(job(job_id(1)).first_error->code, "NO_HEADER");
}

TEST_P(QueueSteering, CancelsAWaitingJobAtOnce) {
    add(1);

    const auto cancelled = queue().cancel(job_id(1), "admin@example.org");

    EXPECT_EQ(cancelled->state, JobState::cancelled);
    EXPECT_EQ(cancelled->finished_at, now());
    EXPECT_EQ(cancelled->message, "cancelled by admin@example.org");
    EXPECT_EQ(claimed(), "");
}

TEST_P(QueueSteering, AsksTheWorkerOfAnActiveJobToStop) {
    add(1);
    const auto fence = fence_of(claim());

    const auto asked = queue().cancel(job_id(1), "admin@example.org");

    EXPECT_EQ(asked->state, JobState::active);
    EXPECT_TRUE(asked->cancel_requested);
    EXPECT_TRUE(queue().renew(fence, test_lease)->cancel_requested);
    queue().end_cancelled(fence, "12,000 rows stay").value();
    EXPECT_EQ(state(job_id(1)), JobState::cancelled);
    EXPECT_EQ(job(job_id(1)).message, "cancelled by admin@example.org. 12,000 rows stay");
}

TEST_P(QueueSteering, TellsPeopleTheAddressOfWhoCancelled) {
    add(1);
    add(2);
    const auto fence = fence_of(claim());
    const queue::Asker asker{"u-1", "192.0.2.1", "admin@example.org"};

    queue().cancel(fence.job, asker).value();
    queue().end_cancelled(fence, "").value();
    const auto waiting = fence.job == job_id(1) ? job_id(2) : job_id(1);
    queue().cancel(waiting, asker).value();

    EXPECT_EQ(job(job_id(1)).message, "cancelled by admin@example.org");
    EXPECT_EQ(job(job_id(2)).message, "cancelled by admin@example.org");
}

TEST_P(QueueSteering, AskingTwiceChangesNothing) {
    add(1);
    claim();
    const auto first = queue().cancel(job_id(1), "admin@example.org").value();

    const auto second = queue().cancel(job_id(1), "admin@example.org").value();

    EXPECT_EQ(describe(second), describe(first));
}

TEST_P(QueueSteering, TheWishToCancelOutlivesItsWorker) {
    add(1);
    claim();
    queue().cancel(job_id(1), "admin@example.org").value();
    pass(test_lease);

    EXPECT_TRUE(claim().job.cancel_requested);
}

TEST_P(QueueSteering, CleansWhatEndedLongAgoOldestFirst) {
    add_in_state(1, JobState::completed);
    pass(seconds{1});
    add_in_state(2, JobState::failed);
    pass(seconds{1});
    add_in_state(3, JobState::cancelled);
    const auto boundary = now();
    add(4);
    claim();
    add_in_state(5, JobState::delayed);
    pass(seconds{1});

    const auto first = queue().clean(boundary, 1, "admin-1");
    const auto rest = queue().clean(boundary, 10, "admin-1");

    ASSERT_EQ(first.removed.size(), 1U);
    EXPECT_EQ(first.removed[0].id, job_id(1));
    ASSERT_EQ(rest.removed.size(), 1U);
    EXPECT_EQ(rest.removed[0].id, job_id(2));
    EXPECT_FALSE(queue().find(job_id(1)));
    EXPECT_TRUE(queue().find(job_id(3)));
}

TEST_P(QueueSteering, NeverCleansWhatHasNotEnded) {
    add_in_state(1, JobState::active);
    add_in_state(2, JobState::delayed);
    add(3);
    pass(hours{10'000});

    EXPECT_THAT(queue().clean(now(), 10, "admin-1").removed, IsEmpty());
    EXPECT_EQ(queue().counts({}).total(), 3U);
}

TEST_P(QueueSteering, TellsWhetherBytesAreNeeded) {
    add_in_state(1, JobState::cancelled);
    pass(seconds{1});
    EXPECT_TRUE(queue().refers_to(new_job(1).file_sha256));

    queue().clean(now(), 10, "admin-1");

    EXPECT_FALSE(queue().refers_to(new_job(1).file_sha256));
}

TEST_P(QueueSteering, KeepsALogOfAJob) {
    add(1);
    queue().log(job_id(1), "info", "read 5 rows");
    pass(seconds{1});
    queue().log(job_id(1), "warning", "row 3: \xFF and more");

    const auto all = queue().logs(job_id(1), 0, 10);
    const auto rest = queue().logs(job_id(1), all.at(0).number, 10);

    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].text, "read 5 rows");
    EXPECT_EQ(all[1].at, now());
    EXPECT_EQ(all[1].level, "warning");
    EXPECT_EQ(all[1].text, "row 3: \xEF\xBF\xBD and more");
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].number, all[1].number);
}

TEST_P(QueueSteering, KeepsTheNewestLinesOfALongLog) {
    add(1);
    for (int line = 0; line < 1'003; ++line)
        queue().log(job_id(1), "info", std::to_string(line));

    const auto lines = queue().logs(job_id(1), 0, 5'000);

    ASSERT_EQ(lines.size(), 1'000U);
    EXPECT_EQ(lines.front().text, "3");
    EXPECT_EQ(lines.back().text, "1002");
}

TEST_P(QueueSteering, ALogLineOfNoJobIsNoFault) {
    queue().log(job_id(1), "info", "nobody");

    EXPECT_THAT(queue().logs(job_id(1), 0, 10), IsEmpty());
}

TEST_P(QueueSteering, TellsOfEachChangeOnceItIsStored) {
    Recorder recorder(*this);

    add(1);
    EXPECT_THAT(recorder.take(), ElementsAre("waiting", "queued"));
    const auto first = claim();
    EXPECT_THAT(recorder.take(), ElementsAre("active"));
    queue().give_back(fence_of(first)).value();
    EXPECT_THAT(recorder.take(), ElementsAre("waiting", "queued"));
    queue().fail(fence_of(claim()), {.code = "X", .message = "x"}, true).value();
    EXPECT_THAT(recorder.take(), ElementsAre("active", "delayed"));
    pass(seconds{10});
    queue().sweep();
    EXPECT_THAT(recorder.take(), ElementsAre("waiting", "queued"));
    queue().fail(fence_of(claim()), {.code = "X", .message = "x"}, true).value();
    EXPECT_THAT(recorder.take(), ElementsAre("active", "failed"));
    queue().retry(job_id(1), "admin-1").value();
    EXPECT_THAT(recorder.take(), ElementsAre("waiting", "queued"));
    const auto last = claim();
    queue().cancel(job_id(1), "user-1").value();
    EXPECT_THAT(recorder.take(), ElementsAre("active", "cancel requested"));
    queue().end_cancelled(fence_of(last), "x").value();
    EXPECT_THAT(recorder.take(), ElementsAre("cancelled"));
}

TEST_P(QueueSteering, TellsOfANoteThatChangedSomething) {
    add(1);
    const auto fence = fence_of(claim());
    Recorder recorder(*this);

    queue().note(fence, {.stage = Stage::validation, .advanced = true}).value();
    EXPECT_THAT(recorder.take(), ElementsAre("progressed"));
    queue().note(fence, {.waiting_for = WaitingFor::database}).value();
    EXPECT_THAT(recorder.take(), ElementsAre("progressed"));
    queue().note(fence, {.waiting_for = WaitingFor::database}).value();
    EXPECT_THAT(recorder.take(), IsEmpty());
    EXPECT_FALSE(queue().note({job_id(1), fence.epoch + 1}, {.progress = 90}).has_value());
    EXPECT_THAT(recorder.take(), IsEmpty());
}

TEST_P(QueueSteering, WakesWorkersWhenItIsResumed) {
    add(1);
    queue().pause("admin-1");
    Recorder recorder(*this);

    queue().resume("admin-1");
    queue().resume("admin-1");

    EXPECT_THAT(recorder.take(), ElementsAre("queued"));
}

TEST_P(QueueSteering, ARefusalTellsNobody) {
    add_in_state(1, JobState::completed);
    Recorder recorder(*this);

    EXPECT_FALSE(queue().retry(job_id(1), "admin-1"));
    EXPECT_FALSE(queue().cancel(job_id(1), "user-1"));
    EXPECT_FALSE(queue().complete({job_id(1), 1}, {}));

    EXPECT_THAT(recorder.take(), IsEmpty());
}

}  // namespace
}  // namespace rollcall::queue
