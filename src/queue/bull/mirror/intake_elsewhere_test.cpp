// Jobs of a Bull producer that leave nothing behind when a Bull worker ends them.
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/bull/mirror/intake.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/taken_in.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::payload;

constexpr auto* leave_nothing = R"({"removeOnComplete":true,"removeOnFail":true})";
constexpr auto* completed = R"({"jobId":"7","val":"{}"})";
constexpr auto* failed = R"({"jobId":"7","val":"no such file"})";

class TakenInElsewhere : public tests::TakenIn {
protected:
    void add_waiting() {
        add_raw("7", payload, leave_nothing);
        take_in("7");
    }
    // A Bull worker has it, and both sides know.
    void add_running() {
        add_waiting();
        bull_takes("7");
        hear("active@c0ffee", "7");
        attend();
        ASSERT_EQ(job("bull-7").processed_by, "bull");
        world().relay().tick();
    }
    bool runs_here() {
        pass(seconds{16});
        return world().queue().claim("worker-1", milliseconds{15'000}).has_value();
    }
};

TEST_F(TakenInElsewhere, CompletesAsItsEventSays) {
    add_running();
    bull_removes("7");
    hear("completed", completed);
    attend();
    world().relay().tick();

    EXPECT_EQ(job("bull-7").state, JobState::completed);
    EXPECT_EQ(job("bull-7").processed_by, "bull");
    EXPECT_FALSE(runs_here());
}

TEST_F(TakenInElsewhere, FailsAsItsEventSays) {
    add_running();
    bull_removes("7");
    hear("failed", failed);
    attend();
    world().relay().tick();

    EXPECT_EQ(job("bull-7").state, JobState::failed);
    EXPECT_THAT(job("bull-7").error.value().message, HasSubstr("no such file"));
    EXPECT_FALSE(runs_here());
    world().queue().retry(job("bull-7").id, "admin").value();
    EXPECT_TRUE(runs_here());
    EXPECT_THAT(world().list("active"), ElementsAre("7"));
}

TEST_F(TakenInElsewhere, CompletesThoughNobodySawItRun) {
    add_waiting();
    bull_takes("7");
    bull_removes("7");
    hear("active@c0ffee", "7");
    hear("completed", completed);
    attend();

    EXPECT_EQ(job("bull-7").state, JobState::completed);
    EXPECT_FALSE(runs_here());
}

TEST_F(TakenInElsewhere, CompletesThoughItsEndIsHeardLate) {
    add_waiting();
    bull_takes("7");
    bull_removes("7");
    hear("active@c0ffee", "7");
    attend();
    EXPECT_THAT(world().list("wait"), IsEmpty());
    hear("completed", completed);
    attend();

    EXPECT_EQ(job("bull-7").state, JobState::completed);
}

TEST_F(TakenInElsewhere, CompletesThoughReconcilesSawItWaiting) {
    add_waiting();
    for (int look = 0; look < 2; ++look)
        world().reconciler().reconcile();
    bull_takes("7");
    bull_removes("7");
    hear("completed", completed);
    world().reconciler().reconcile();

    EXPECT_EQ(job("bull-7").state, JobState::completed);
}

TEST_F(TakenInElsewhere, DoesNotRunAgainWhereItsEventWasMissed) {
    add_running();
    bull_removes("7");
    world().reconciler().reconcile();
    world().relay().tick();

    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    EXPECT_FALSE(runs_here());
}

TEST_F(TakenInElsewhere, RunsAgainWhereRedisLostIt) {
    add_running();
    for (const auto& key : world().call({"KEYS", world().key("*")}).items)
        world().call({"DEL", key.text});
    EXPECT_TRUE(world().reconciler().reconcile().began);
    world().relay().tick();
    attend();

    EXPECT_TRUE(runs_here());
}

TEST_F(TakenInElsewhere, IsNotEndedByItsOwnFailureOnceItIsTriedAgain) {
    run("7", leave_nothing, false);
    world().queue().retry(job("bull-7").id, "admin").value();
    hear("failed", failed);
    attend();

    EXPECT_EQ(job("bull-7").state, JobState::waiting);
    EXPECT_TRUE(runs_here());
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
