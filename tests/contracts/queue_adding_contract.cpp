// What every Queue promises of taking jobs in.
#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/mode.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

using QueueAdding = QueueSuite;
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueAdding,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

NewJob with_key(std::uint64_t number, const std::string& key) {
    auto job = new_job(number);
    job.idempotency = {.key = key, .fingerprint = job.file_sha256};
    return job;
}

// The same bytes as job 1 under another id.
NewJob same_bytes(std::uint64_t number) {
    auto job = new_job(number);
    job.file_sha256 = new_job(1).file_sha256;
    return job;
}

TEST_P(QueueAdding, TakesAJobInWaiting) {
    const auto added = queue().add(new_job(1, 5));

    ASSERT_TRUE(added);
    EXPECT_FALSE(added->replayed);
    EXPECT_EQ(added->job.state, JobState::waiting);
    EXPECT_EQ(added->job.priority, 5);
    EXPECT_EQ(added->job.created_at, now());
    EXPECT_EQ(describe(job(job_id(1))), describe(added->job));
}

TEST_P(QueueAdding, KeepsWhatItWasGivenOverARestart) {
    auto given = new_job(1);
    given.file_name = "Mitglieder – Ä'\"%.xlsx";
    given.mode = Mode::update;
    given.dry_run = true;
    given.attempts_max = 7;
    const auto before = queue().add(given).value().job;

    house().reopen();

    EXPECT_EQ(describe(job(job_id(1))), describe(before));
    EXPECT_EQ(before.file_name, given.file_name);
    EXPECT_EQ(before.owner.municipality_code, "JHB");
    EXPECT_EQ(before.attempts_max, 7U);
    EXPECT_EQ(claimed(), job_id(1).text());
}

TEST_P(QueueAdding, DelaysAJobUntilItsTime) {
    auto later = new_job(1);
    later.run_at = now() + minutes{5};
    const auto id = add(later);

    EXPECT_EQ(state(id), JobState::delayed);
    EXPECT_EQ(claimed(), "");
    pass(minutes{5});
    EXPECT_EQ(queue().sweep().promoted, 1U);
    EXPECT_EQ(state(id), JobState::waiting);
}

TEST_P(QueueAdding, DoesNotDelayAJobWhoseTimeHasCome) {
    auto due = new_job(1);
    due.run_at = now();

    EXPECT_EQ(queue().add(due)->job.state, JobState::waiting);
}

TEST_P(QueueAdding, AnswersAKnownKeyWithItsFirstJob) {
    add(with_key(1, "key"));
    auto again = with_key(2, "key");
    again.idempotency->fingerprint = new_job(1).file_sha256;

    const auto replay = queue().add(again);

    ASSERT_TRUE(replay);
    EXPECT_TRUE(replay->replayed);
    EXPECT_EQ(replay->job.id, job_id(1));
    EXPECT_FALSE(queue().find(job_id(2)));
}

TEST_P(QueueAdding, AnswersTheSameJobAgainWithTheFirst) {
    const auto first = queue().add(new_job(1)).value().job;

    const auto again = queue().add(new_job(1));

    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(describe(again->job), describe(first));
    EXPECT_EQ(queue().counts({}).total(), 1U);
}

TEST_P(QueueAdding, RefusesAnotherUploadUnderTheSameId) {
    add(1);
    auto other = new_job(2);
    other.id = job_id(1);

    const auto refused = queue().add(other);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
}

TEST_P(QueueAdding, RefusesAKnownKeyForOtherBytes) {
    add(with_key(1, "key"));

    const auto other = queue().add(with_key(2, "key"));

    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::idempotency_key_reused);
    EXPECT_FALSE(queue().find(job_id(2)));
}

TEST_P(QueueAdding, KeepsTheKeysOfPersonsApart) {
    add(with_key(1, "key"));
    auto other = with_key(2, "key");
    other.owner.user_id = "user-2";

    EXPECT_TRUE(queue().add(other));
}

TEST_P(QueueAdding, RemembersAKeyFor48HoursAndNoLonger) {
    add(with_key(1, "key"));
    pass(keys_live);
    EXPECT_EQ(queue().add(with_key(2, "key")).error().code, Errc::idempotency_key_reused);
    pass(milliseconds{1});

    EXPECT_TRUE(queue().add(with_key(2, "key")));
}

TEST_P(QueueAdding, AnUploadsKeyEndsWithItsCleanedJob) {
    auto first = with_key(1, "key");
    add_in_state(first, JobState::completed);
    pass(milliseconds{1});
    queue().clean(now(), 10, "admin-1");

    EXPECT_FALSE(queue().add(with_key(2, "key"))->replayed);
}

TEST_P(QueueAdding, RefusesTheSameBytesByStateOfTheFirst) {
    struct Case {
        JobState first;
        bool refused;
    };
    for (const auto& [first, refused] :
         {Case{.first = JobState::waiting, .refused = true},
          Case{.first = JobState::delayed, .refused = true},
          Case{.first = JobState::active, .refused = true},
          Case{.first = JobState::completed, .refused = true},
          Case{.first = JobState::failed, .refused = false},
          Case{.first = JobState::cancelled, .refused = false}}) {
        SCOPED_TRACE(to_string(first));
        QueueTalk talk(GetParam());
        talk.add_in_state(1, first);

        const auto again = talk.queue().add(same_bytes(2));

        EXPECT_EQ(again.has_value(), !refused);
        if (!refused) continue;
        EXPECT_EQ(again.error().code, Errc::conflict);
        EXPECT_EQ(again.error().subject, job_id(1).text());
    }
}

TEST_P(QueueAdding, TakesTheSameBytesADayAfterTheyWereCompleted) {
    add_in_state(1, JobState::completed);
    pass(duplicates_count);
    EXPECT_FALSE(queue().add(same_bytes(2)));
    pass(milliseconds{1});

    EXPECT_TRUE(queue().add(same_bytes(2)));
}

TEST_P(QueueAdding, TakesTheSameBytesWhenSomethingElseDiffers) {
    struct Case {
        std::string name;
        void (*change)(NewJob&);
    };
    const std::array cases{
        Case{.name = "person", .change = [](NewJob& job) { job.owner.user_id = "user-2"; }},
        Case{.name = "mode", .change = [](NewJob& job) { job.mode = Mode::insert; }},
        Case{.name = "dry run", .change = [](NewJob& job) { job.dry_run = true; }},
        Case{.name = "force", .change = [](NewJob& job) { job.force = true; }}};
    for (const auto& [name, change] : cases) {
        SCOPED_TRACE(name);
        QueueTalk talk(GetParam());
        talk.add(1);
        auto again = same_bytes(2);
        change(again);

        EXPECT_TRUE(talk.queue().add(again));
    }
}

TEST_P(QueueAdding, ADryRunNeverBlocksItself) {
    auto first = new_job(1);
    first.dry_run = true;
    add(first);
    auto second = same_bytes(2);
    second.dry_run = true;

    EXPECT_TRUE(queue().add(second));
}

TEST_P(QueueAdding, LimitsTheJobsOfOnePerson) {
    QueueTalk talk(GetParam(), {.limits = {.jobs_per_user = 2}, .retries = {}});
    talk.add(1);
    talk.add_in_state(2, JobState::delayed);
    auto others = new_job(4);
    others.owner.user_id = "user-2";

    EXPECT_EQ(talk.queue().add(new_job(3)).error().code, Errc::rate_limit_exceeded);
    EXPECT_TRUE(talk.queue().add(others));
    talk.queue().cancel(job_id(2), "user-1").value();
    EXPECT_TRUE(talk.queue().add(new_job(3)));
}

TEST_P(QueueAdding, LimitsTheWholeQueue) {
    QueueTalk talk(GetParam(), {.limits = {.jobs = 3}, .retries = {}});
    talk.add_in_state(1, JobState::failed);
    talk.add_in_state(2, JobState::active);
    talk.add_in_state(3, JobState::delayed);
    talk.queue().retry(job_id(1), "admin-1").value();
    auto others = new_job(4);
    others.owner.user_id = "user-2";

    EXPECT_EQ(talk.queue().add(others).error().code, Errc::queue_full);
    talk.queue().complete({.job = job_id(2), .epoch = 1}, {}).value();
    EXPECT_TRUE(talk.queue().add(others));
}

}  // namespace
}  // namespace rollcall::queue
