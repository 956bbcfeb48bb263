#include "event/postgres/outbox.hpp"

#include <chrono>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "event/bus.hpp"

namespace rollcall::event::postgres {
namespace {

using std::chrono::milliseconds;

class OutboxTest : public testing::Test {
protected:
    Outbox::Time at(int ms) const { return Outbox::Time{} + milliseconds{ms}; }

    JobId job_ = JobId::make(Instant{});
    Outbox outbox_{{.step = milliseconds{100}, .events_max = 3}};
};

TEST_F(OutboxTest, SendsTheFirstProgressAtOnceAndThenTheLastOfEachStep) {
    outbox_.add(JobProgressed{job_}, at(0));
    EXPECT_EQ(outbox_.take(at(0)).size(), 1U);

    for (const int ms : {10, 20, 99})
        outbox_.add(JobProgressed{job_}, at(ms));

    EXPECT_EQ(outbox_.next_due(), at(100));
    EXPECT_EQ(outbox_.take(at(99)).size(), 0U);
    EXPECT_EQ(outbox_.take(at(100)).size(), 1U);
    EXPECT_FALSE(outbox_.next_due().has_value());
}

TEST_F(OutboxTest, JobsDoNotWaitForEachOther) {
    outbox_.add(JobProgressed{job_}, at(0));
    outbox_.take(at(0));

    outbox_.add(JobProgressed{JobId::make(Instant{})}, at(10));

    EXPECT_EQ(outbox_.take(at(10)).size(), 1U);
}

TEST_F(OutboxTest, SendsEverythingElseAtOnceAndInItsOrder) {
    outbox_.add(JobProgressed{job_}, at(0));
    outbox_.take(at(0));

    outbox_.add(JobChanged{job_, "completed"}, at(10));
    outbox_.add(CancelRequested{job_}, at(10));

    EXPECT_LE(*outbox_.next_due(), at(10));
    const auto events = outbox_.take(at(10));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<JobChanged>(events[0]));
    EXPECT_TRUE(std::holds_alternative<CancelRequested>(events[1]));
}

TEST_F(OutboxTest, MoreThanItKeepsBecomesOneMissed) {
    for (int i = 0; i < 4; ++i)
        outbox_.add(JobQueued{JobId::make(Instant{})}, at(0));

    const auto events = outbox_.take(at(0));

    ASSERT_EQ(events.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<Missed>(events[0]));
}

TEST_F(OutboxTest, AtItsEndGivesWhatIsNotYetDue) {
    outbox_.add(JobProgressed{job_}, at(0));
    outbox_.take(at(0));
    outbox_.add(JobProgressed{job_}, at(10));

    EXPECT_EQ(outbox_.take_all().size(), 1U);
}

TEST_F(OutboxTest, ForgetsJobsThatAreSilent) {
    outbox_.add(JobProgressed{job_}, at(0));
    outbox_.take(at(0));
    outbox_.take(at(100));

    outbox_.add(JobProgressed{job_}, at(101));

    EXPECT_EQ(outbox_.next_due(), at(101));
}

}  // namespace
}  // namespace rollcall::event::postgres
