// What becomes of jobs that a Bull producer adds.
#include "queue/bull/mirror/intake.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/bull/mirror/survey.hpp"
#include "queue/bull/mirror/verdict.hpp"
#include "queue/bull/options.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/taken_in.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::at_path;
using tests::payload;
using tests::stored;

class TakenIn : public tests::TakenIn {
protected:
    // As Bull does it when its worker has failed: the job's own delay stays 0.
    void bull_puts_off(const std::string& bull_id, milliseconds delay) {
        const auto due = (now() + delay).time_since_epoch().count() * 4096;
        world().call({"LREM", world().key("wait"), "1", bull_id});
        world().call({"HSET", world().key(bull_id), "attemptsMade", "1", "failedReason", "away"});
        world().call({"ZADD", world().key("delayed"), std::to_string(due), bull_id});
    }
    // What a reconcile draws that saw it there.
    Drawn force_as_seen(const std::string& bull_id, Place place) {
        auto picture = picture_of(find(bull_id).value(), {});
        picture.how = How::force;
        picture.seen_at = name_of(place);
        return world().canvas().draw({&picture, 1}).front();
    }
    std::string add_delayed(milliseconds delay) {
        NewEntry entry;
        entry.data = payload;
        entry.options =
            Options::parse(R"({"delay":)" + std::to_string(delay.count()) + "}").value();
        return world().board().add({&entry, 1}).value().at(0);
    }
};

TEST_F(TakenIn, RunsUnderBullsOwnName) {
    add("7", at_path);
    take_in("7");

    const auto job = find("7").value().job;
    EXPECT_EQ(job.id.text(), "bull-7");
    EXPECT_EQ(job.file_sha256, "taken");
    EXPECT_EQ(job.file_size, 20U);
    EXPECT_THAT(world().list("wait"), ElementsAre("7"));

    EXPECT_TRUE(world().queue().claim("worker-1", milliseconds{15'000}));
    EXPECT_THAT(world().list("active"), ElementsAre("7"));
    EXPECT_EQ(world().call({"EXISTS", world().key("bull-7")}).integer, 0);
}

TEST_F(TakenIn, HasThePayloadsNameWhereThatIsFree) {
    add("7", stored, R"(,"jobId":"job-1-1")");
    add("8", at_path, R"(,"jobId":"job-1-1")");
    take_in("7");
    take_in("8");

    EXPECT_EQ(find("7").value().job.id.text(), "job-1-1");
    EXPECT_EQ(find("8").value().job.id.text(), "bull-8");
}

TEST_F(TakenIn, ADelayedJobMayBePromotedBeforeItIsDrawn) {
    const auto id = add_delayed(hours{1});
    take_in_untold(id);
    EXPECT_EQ(state(id), JobState::delayed);
    EXPECT_TRUE(world().board().promote(id));
    world().relay().tick();
    world().reconciler().attend();
    world().relay().tick();

    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_THAT(world().list("wait"), ElementsAre(id));
    EXPECT_THAT(world().set("delayed"), IsEmpty());
}

TEST_F(TakenIn, ADelayedJobWaitsForItsTime) {
    const auto id = add_delayed(hours{1});
    take_in(id);
    world().reconciler().reconcile();

    EXPECT_EQ(state(id), JobState::delayed);
    EXPECT_THAT(world().set("delayed"), ElementsAre(id));
}

TEST_F(TakenIn, AJobThatFailedBeforeItWasDrawnIsPutOff) {
    add_raw("1", payload, R"({"attempts":2})");
    take_in_untold("1");
    const auto lease = world().sql().claim("worker-1", milliseconds{15'000}).value();
    const Fence fence{.job = lease.job.id, .epoch = lease.epoch};
    world().sql().fail(fence, {.code = "DATABASE_DOWN", .message = "away"}, true).value();
    EXPECT_EQ(state("1"), JobState::delayed);
    world().relay().tick();
    world().reconciler().attend();

    EXPECT_EQ(state("1"), JobState::delayed);
    EXPECT_THAT(world().set("delayed"), ElementsAre("1"));
    EXPECT_THAT(world().list("wait"), IsEmpty());
}

TEST_F(TakenIn, WhatIsDueAlreadyWaits) {
    const auto id = add_delayed(milliseconds{1});
    pass(milliseconds{2});
    take_in_untold(id);
    world().hints().add(id);
    world().reconciler().attend();

    EXPECT_EQ(state(id), JobState::waiting);
    EXPECT_EQ(find(id).value().job.attempts_made, 0U);
}

TEST_F(TakenIn, WhatABullWorkerFailedAtBeforeKeepsItsDelayAndItsAttempts) {
    add_raw("7", payload, R"({"attempts":3,"backoff":10000})");
    bull_puts_off("7", milliseconds{10'000});
    take_in("7");

    const auto job = find("7").value().job;
    EXPECT_EQ(job.state, JobState::delayed);
    EXPECT_EQ(job.attempts_max, 2U);
    EXPECT_EQ(job.run_at, now() + milliseconds{10'000});
    EXPECT_THAT(world().set("delayed"), ElementsAre("7"));
    EXPECT_THAT(world().list("wait"), IsEmpty());
}

TEST_F(TakenIn, IsTakenFromBullsLimiterWhenItRuns) {
    add_raw("7", payload);
    bull_puts_off("7", milliseconds{1'000});
    world().call({"SADD", world().key("limiter:limited"), "7"});
    world().call({"HSET", world().key("limiter:index"), "7", world().key("limiter:limited")});
    take_in("7");
    pass(milliseconds{1'001});
    world().queue().sweep();
    claim();

    EXPECT_EQ(world().call({"EXISTS", world().key("limiter:limited")}).integer, 0);
    EXPECT_EQ(world().call({"EXISTS", world().key("limiter:index")}).integer, 0);
}

TEST_F(TakenIn, APromotionBetweenALookAndWhatFollowsIsKept) {
    const auto id = add_delayed(hours{1});
    take_in_untold(id);
    EXPECT_TRUE(world().board().promote(id));

    EXPECT_EQ(force_as_seen(id, Place::delayed), Drawn::newer);
    EXPECT_THAT(world().list("wait"), ElementsAre(id));
}

TEST_F(TakenIn, ABullWorkerThatTakesItBetweenALookAndWhatFollowsKeepsIt) {
    add("7", stored);
    take_in_untold("7");
    world().call({"RPOPLPUSH", world().key("wait"), world().key("active")});

    EXPECT_EQ(force_as_seen("7", Place::waiting), Drawn::newer);
    EXPECT_THAT(world().list("active"), ElementsAre("7"));
}

TEST_F(TakenIn, ABullWorkerThatStartsItByItsIdKeepsIt) {
    add("7", stored);
    take_in("7");
    world().call({"SET", world().key("7:lock"), "bull-worker"});

    EXPECT_FALSE(world().queue().claim("worker-1", milliseconds{15'000}));
    EXPECT_EQ(world().text({"GET", world().key("7:lock")}), "bull-worker");
}

TEST_F(TakenIn, IsTakenOnceHoweverOftenItIsSeen) {
    add("7", stored);
    take_in("7");
    take_in("7");

    EXPECT_EQ(world().queue().counts({}).waiting, 1U);
    EXPECT_THAT(world().list("wait"), ElementsAre("7"));
}

TEST_F(TakenIn, IsTakenOnceWhereItsNameIsNoJobs) {
    add("nightly", stored);
    take_in_untold("nightly");
    const auto id = find("nightly").value().job.id;
    take_in_untold("nightly");

    EXPECT_EQ(find("nightly").value().job.id, id);
    EXPECT_EQ(world().queue().counts({}).waiting, 1U);
    EXPECT_EQ(world().field("nightly", "failedReason"), "");
}

TEST_F(TakenIn, FailsInRedisOnceAndSaysWhy) {
    add("7", R"("filePath":"/etc/passwd")");
    add("8", R"("fileId":"other")");
    add_raw("9", "{no json");
    for (const auto* id : {"7", "8", "9"})
        take_in(id);

    EXPECT_THAT(world().list("wait"), IsEmpty());
    EXPECT_THAT(world().set("failed"), ElementsAre("7", "8", "9"));
    EXPECT_EQ(world().field("7", "failedReason"), "not within");
    EXPECT_EQ(world().field("8", "failedReason"), "no such file");
    EXPECT_THAT(world().field("9", "failedReason"), HasSubstr("data of the job"));
    EXPECT_FALSE(find("7"));
    EXPECT_EQ(world().queue().counts({}).total(), 0U);
}

TEST_F(TakenIn, WaitsWhereOnlyTheRoomIsMissing) {
    add("7", at_path);
    files().is_full = true;
    take_in("7");
    EXPECT_THAT(world().list("wait"), ElementsAre("7"));

    files().is_full = false;
    take_in("7");
    EXPECT_TRUE(find("7"));
}

TEST_F(TakenIn, LeavesAloneWhatABullWorkerTookMeanwhile) {
    add("7", R"("filePath":"/etc/passwd")");
    world().call({"RPOPLPUSH", world().key("wait"), world().key("active")});
    take_in("7");

    EXPECT_THAT(world().list("active"), ElementsAre("7"));
    EXPECT_THAT(world().set("failed"), IsEmpty());
}

TEST_F(TakenIn, MayRunForAsLongAsItsProducerAllowed) {
    add_raw("7", payload, R"({"timeout":500})");
    add_raw("8", payload);
    take_in("7");
    take_in("8");

    EXPECT_EQ(world().mirrored().known(find("7").value().job.id).timeout, milliseconds{500});
    EXPECT_EQ(world().mirrored().known(find("8").value().job.id).timeout, milliseconds{0});
}

TEST_F(TakenIn, IsAnotherJobWhenItsNameComesAgain) {
    constexpr std::string_view leave_nothing = R"({"removeOnComplete":true})";
    for (const std::string name : {"nightly", "job-1-1"}) {
        SCOPED_TRACE(name);
        run(name, leave_nothing, true);
        const auto first = find(name).value().job.id;
        pass(milliseconds{1});
        add_raw(name, payload, leave_nothing);
        world().reconciler().reconcile();
        EXPECT_THAT(world().strangers(), Contains(name));
        EXPECT_THAT(world().list("wait"), ElementsAre(name));
        take_in(name);

        EXPECT_NE(find(name).value().job.id, first);
        EXPECT_EQ(find(name).value().job.state, JobState::waiting);
        EXPECT_EQ(world().queue().find(first).value().state, JobState::completed);
        world().mirrored().mark(first);
        world().relay().tick();
        EXPECT_THAT(world().list("wait"), ElementsAre(name));
        world().queue().cancel(find(name).value().job.id, "admin").value();
        world().relay().tick();
    }
}

TEST_F(TakenIn, IsNoOtherJobWhereRedisWentBackToBeforeItRan) {
    run("7", "{}", true);
    for (const auto* key : {"7", "completed"})
        world().call({"DEL", world().key(key)});
    add_raw("7", payload);
    world().reconciler().reconcile();

    EXPECT_THAT(world().strangers(), IsEmpty());
    EXPECT_THAT(world().list("wait"), IsEmpty());
    EXPECT_THAT(world().set("completed"), ElementsAre("7"));
}

TEST_F(TakenIn, IsAddedAgainUnderItsNameWhenRedisLostIt) {
    add("7", stored);
    take_in("7");
    for (const auto& key : world().call({"KEYS", world().key("*")}).items)
        world().call({"DEL", key.text});
    world().reconciler().reconcile();
    world().relay().tick();

    EXPECT_THAT(world().list("wait"), ElementsAre("7"));
    EXPECT_THAT(world().field("7", "data"), HasSubstr(R"("fileId":"stored")"));
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
