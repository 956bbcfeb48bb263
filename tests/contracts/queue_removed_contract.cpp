// What every Queue leaves of the jobs that it removes, for who must do the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/job.hpp"
#include "queue/removed_jobs.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class QueueRemoved : public QueueSuite {
protected:
    void remove(std::uint64_t number) {
        add_in_state(number, JobState::completed);
        clean();
    }
    void clean() { queue().clean(now() + minutes{1}, 10, "admin-1"); }
};
INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueRemoved,
    testing::ValuesIn(queue_implementations()),
    implementation_name
);

TEST_P(QueueRemoved, IsKeptInMindUntilItIsDiscarded) {
    remove(1);
    remove(2);
    remove(3);

    removed_jobs().note_discarded(job_id(2));

    EXPECT_THAT(removed_jobs().undiscarded(10), ElementsAre(job_id(1), job_id(3)));
    EXPECT_THAT(removed_jobs().undiscarded(1), ElementsAre(job_id(1)));
    house().reopen();
    EXPECT_THAT(removed_jobs().undiscarded(10), ElementsAre(job_id(1), job_id(3)));
}

TEST_P(QueueRemoved, MayBeDiscardedTwiceAndByAnybody) {
    remove(1);

    removed_jobs().note_discarded(job_id(1));
    removed_jobs().note_discarded(job_id(1));
    removed_jobs().note_discarded(job_id(2));

    EXPECT_THAT(removed_jobs().undiscarded(10), IsEmpty());
    EXPECT_TRUE(removed_jobs().find(job_id(1)));
    EXPECT_FALSE(removed_jobs().find(job_id(2)));
}

TEST_P(QueueRemoved, IsForgottenAfterAYearOnceItIsDiscarded) {
    remove(1);
    remove(2);
    removed_jobs().note_discarded(job_id(1));

    pass(removed_jobs_live + hours{1});
    remove(3);

    EXPECT_FALSE(removed_jobs().find(job_id(1)));
    EXPECT_THAT(removed_jobs().undiscarded(10), ElementsAre(job_id(2), job_id(3)));
}

TEST_P(QueueRemoved, IsLeftAloneWhileAJobHasItsIdAgain) {
    remove(1);
    removed_jobs().note_discarded(job_id(1));
    remove(2);

    add_in_state(1, JobState::completed);
    add_in_state(2, JobState::completed);

    EXPECT_THAT(removed_jobs().undiscarded(10), IsEmpty());
    clean();
    EXPECT_THAT(removed_jobs().undiscarded(10), ElementsAre(job_id(1), job_id(2)));
}

}  // namespace
}  // namespace rollcall::queue
