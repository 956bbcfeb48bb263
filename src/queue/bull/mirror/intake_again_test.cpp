// Jobs that a Bull producer removes, and adds again under the same name.
#include <chrono>
#include <cstddef>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/bull/mirror/intake.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/taken_in.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;
using tests::at_path;
using tests::stored;

class TakenInAgain : public tests::TakenIn {
protected:
    void SetUp() override {
        tests::TakenIn::SetUp();
        if (IsSkipped()) return;
        add("7", stored);
        take_in("7");
    }
    void reconcile() { world().reconciler().reconcile(); }
    void reconcile_twice() {
        reconcile();
        reconcile();
    }
    void add_again() {
        pass(milliseconds{1});
        add("7", at_path);
    }
    // In Redis as its producer left it, and to be taken in.
    void expect_another() {
        EXPECT_THAT(world().strangers(), Contains("7"));
        EXPECT_THAT(world().list("wait"), ElementsAre("7"));
        EXPECT_EQ(world().field("7", "rollcallSeq"), "");
        take_in("7");
        EXPECT_EQ(find("7").value().job.file_sha256, "taken");
        EXPECT_EQ(claim().job, find("7").value().job.id);
    }
};

TEST_F(TakenInAgain, IsAnotherJob) {
    reconcile_twice();
    bull_removes("7");
    add_again();
    reconcile();

    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    world().relay().tick();
    expect_another();
}

TEST_F(TakenInAgain, IsAnotherJobThoughNobodySawTheFirst) {
    bull_removes("7");
    add_again();
    hear("waiting@c0ffee", "7");
    attend();

    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    world().relay().tick();
    expect_another();
}

TEST_F(TakenInAgain, IsAnotherJobThatIsDelayed) {
    bull_removes("7");
    add_again();
    bull_takes("7");
    world().call({"DEL", world().key("active"), world().key("7:lock")});
    const auto due = (now() + milliseconds{1'000}).time_since_epoch().count();
    world().call({"HSET", world().key("7"), "delay", "1000"});
    world().call({"ZADD", world().key("delayed"), std::to_string(due * 4096), "7"});
    reconcile();
    world().relay().tick();

    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    EXPECT_THAT(world().strangers(), Contains("7"));
    take_in("7");
    EXPECT_EQ(find("7").value().job.run_at, now() + milliseconds{1'000});
    EXPECT_THAT(world().set("delayed"), ElementsAre("7"));
}

TEST_F(TakenInAgain, IsNotRemovedWithTheFirst) {
    reconcile_twice();
    bull_removes("7");
    reconcile();
    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    add_again();
    world().relay().tick();
    reconcile();

    expect_another();
}

TEST_F(TakenInAgain, IsNotRemovedWithAFirstThatWasCancelledHere) {
    reconcile_twice();
    bull_removes("7");
    add_again();
    world().queue().cancel(job("bull-7").id, "admin").value();
    world().relay().tick();
    attend();

    expect_another();
}

TEST_F(TakenInAgain, IsNotStartedAsTheFirst) {
    reconcile_twice();
    bull_removes("7");
    add_again();

    EXPECT_FALSE(world().queue().claim("worker-1", milliseconds{15'000}));
    EXPECT_EQ(job("bull-7").state, JobState::cancelled);
    world().relay().tick();
    attend();
    expect_another();
}

TEST_F(TakenInAgain, IsAnotherJobThoughABullWorkerHadTheFirst) {
    bull_takes("7");
    hear("active@c0ffee", "7");
    attend();
    world().relay().tick();
    bull_removes("7");
    hear("completed", R"({"jobId":"7","val":"{}"})");
    add_again();
    hear("waiting@c0ffee", "7");
    attend();
    world().relay().tick();

    EXPECT_EQ(job("bull-7").state, JobState::completed);
    expect_another();
}

TEST_F(TakenInAgain, IsNotEndedWithAFirstThatABullWorkerHad) {
    bull_takes("7");
    bull_removes("7");
    hear("completed", R"({"jobId":"7","val":"{}"})");
    attend();
    EXPECT_EQ(job("bull-7").state, JobState::completed);
    add_again();
    world().relay().tick();
    hear("waiting@c0ffee", "7");
    attend();

    expect_another();
}

TEST_F(TakenInAgain, IsAnotherJobHoweverOftenItIsSeen) {
    add("job-1-1", stored, R"(,"jobId":"job-1-1","force":true)");
    take_in("job-1-1");
    bull_removes("job-1-1");
    pass(milliseconds{1});
    add("job-1-1", at_path);
    for (std::size_t times = 1; times <= 2; ++times) {
        reconcile();
        EXPECT_THAT(world().strangers(), SizeIs(times));
    }
    EXPECT_EQ(job("job-1-1").state, JobState::cancelled);
}

TEST_F(TakenInAgain, IsOneJobOnAllNodes) {
    bull_removes("7");
    add_again();
    reconcile();
    take_in_untold("7");
    const auto id = find("7").value().job.id;
    take_in_untold("7");

    EXPECT_EQ(find("7").value().job.id, id);
    EXPECT_EQ(world().queue().counts({}).waiting, 1U);
    EXPECT_EQ(world().field("7", "failedReason"), "");
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
