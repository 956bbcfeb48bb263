// What others break in Redis, and what the mirror makes of it.
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/settings.hpp"
#include "queue/bull/mirror/mirror.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/support/mirrored_bull.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::MirroredBull;

class MirroredBullInItsOwnRedis : public MirroredBull {
protected:
    db::redis::Settings redis_of_world() override { return own_.emplace().settings(); }

private:
    std::optional<tests::RedisProcess> own_;
};

TEST_F(MirroredBull, DoesNotRunWhatAnAdministratorRemovedSinceTheLastReconcile) {
    const auto id = add("job-1-1");
    const auto other = add("job-1-2");
    tell();
    reconcile_twice();
    remove(id);

    EXPECT_EQ(claim().value().job, other);

    EXPECT_EQ(state(id), JobState::cancelled);
    EXPECT_EQ(job(id).message, "cancelled by bull");
    tell();
    EXPECT_EQ(world().call({"EXISTS", world().key("job-1-1")}).integer, 0);
}

TEST_F(MirroredBull, RunsWhatIsMissingWhereItWasNotSeenTwice) {
    const auto id = add("job-1-1");
    tell();
    reconcile();
    remove(id);

    EXPECT_EQ(claim().value().job, id);
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, RunsWhatIsMissingInARedisThatLostItsMemory) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    remove(id);
    world().call({"SET", world().key("id"), "0"});

    EXPECT_EQ(claim().value().job, id);
    EXPECT_THAT(world().list("active"), ElementsAre("job-1-1"));
    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "rollcall:1:test");
}

TEST_F(MirroredBull, TakesALockAgainThatRanOut) {
    add("job-1-1");
    const auto fence = claim().value();
    tell();
    world().call({"DEL", world().key("job-1-1:lock")});
    queue().renew(fence, lease_time).value();
    tell();

    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "rollcall:1:test");
}

TEST_F(MirroredBull, LeavesALockToWhoTookIt) {
    const auto id = add("job-1-1");
    const auto fence = claim().value();
    tell();
    world().call({"SET", world().key("job-1-1:lock"), "bull-worker"});
    queue().renew(fence, lease_time).value();
    tell();

    EXPECT_EQ(world().text({"GET", world().key("job-1-1:lock")}), "bull-worker");
    EXPECT_THAT(world().hints().take(), testing::Contains(id.text()));
}

TEST_F(MirroredBull, SaysNothingOfTheLockOfAJobThatHasEnded) {
    add("job-1-1");
    const auto fence = claim().value();
    queue().renew(fence, lease_time).value();
    queue().complete(fence, {.message = "done", .report_name = ""}).value();
    world().call({"DEL", world().key("job-1-1:lock")});
    world().hints().take();
    tell();

    EXPECT_THAT(world().hints().take(), IsEmpty());
}

TEST_F(MirroredBull, LosesNoLineToALogThatIsSomethingElse) {
    const auto broken = add("job-1-1");
    const auto well = add("job-1-2");
    tell();
    world().call({"SET", world().key("job-1-1:logs"), "no list"});
    queue().log(broken, "info", "to nobody");
    queue().log(well, "info", "a line");
    tell();

    EXPECT_THAT(world().list("job-1-2:logs"), ElementsAre("info: a line"));
}

// A key of each kind that a queue has, and something else in its place.
TEST_F(MirroredBull, ComesThroughAReconcileWhateverIsSomethingElse) {
    const auto waiting = add("job-1-1");
    const auto delayed = add_delayed("job-1-2");
    tell();
    world().call({"HSET", world().key("7"), "name", "__default__", "data", "{}"});
    world().call({"LPUSH", world().key("wait"), "7"});
    for (const auto* name :
         {"paused",
          "active",
          "completed",
          "failed",
          "priority",
          "stalled",
          "rollcall:late",
          "meta",
          "rollcall:paused",
          "rollcall:seen",
          "job-1-1:lock",
          "job-1-1:logs",
          // Last: where it is gone afterwards, Redis is one that has lost its memory.
          "id"}) {
        SCOPED_TRACE(name);
        world().call({"DEL", world().key(name)});
        const auto is_hash = std::string_view(name) == "meta";
        world().call({is_hash ? "RPUSH" : "HSET", world().key(name), "something", "else"});

        reconcile();
        tell();

        EXPECT_EQ(state(waiting), JobState::waiting);
        EXPECT_EQ(state(delayed), JobState::delayed);
        world().call({"DEL", world().key(name)});
    }
    EXPECT_THAT(world().strangers(), testing::SizeIs(testing::Ge(13U)));
    EXPECT_EQ(claim().value().job, waiting);
}

TEST_F(MirroredBull, JudgesNoJobByAListThatCannotBeRead) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    world().call({"DEL", world().key("wait")});
    world().call({"SET", world().key("wait"), "no list"});

    EXPECT_EQ(reconcile().broken, 1U);
    EXPECT_EQ(reconcile().settled, 0U);

    EXPECT_EQ(state(id), JobState::waiting);
    world().call({"DEL", world().key("wait")});
    reconcile();
    EXPECT_THAT(world().list("wait"), ElementsAre("job-1-1"));
}

TEST_F(MirroredBull, CountsAJobThatIsSomethingElseAndCancelsItNot) {
    const auto id = add("job-1-1");
    tell();
    reconcile_twice();
    world().call({"SET", world().key("job-1-1"), "no hash"});
    world().call({"SET", world().key("text"), "no hash"});
    world().call({"LPUSH", world().key("wait"), "text"});

    EXPECT_EQ(reconcile().broken, 2U);

    EXPECT_EQ(state(id), JobState::waiting);
}

TEST_F(MirroredBull, FindsAStrangerAmongAnyNumberOfGhosts) {
    world().call(
        {"EVAL",
         "for n = 1, 50000 do redis.call('LPUSH', KEYS[1], 'ghost ' .. n) end",
         "1",
         world().key("wait")}
    );
    world().call({"HSET", world().key("7"), "name", "__default__", "data", "{}"});
    world().call({"LPUSH", world().key("wait"), "7"});

    EXPECT_EQ(reconcile().ghosts, 50'000U);

    EXPECT_THAT(world().strangers(), ElementsAre("7"));
}

TEST_F(MirroredBull, GoesOnWithTheRestWhereMoreIsWrongThanAPassCanSettle) {
    world().call(
        {"EVAL",
         "for n = 1, 4500 do redis.call('HSET', KEYS[1] .. n, 'data', '{}') "
         "redis.call('LPUSH', KEYS[1] .. 'wait', n) end",
         "1",
         world().key("")}
    );
    for (int pass = 0; pass < 3; ++pass)
        reconcile();

    const auto& strangers = world().strangers();
    EXPECT_EQ(std::set(strangers.begin(), strangers.end()).size(), 4'500U);
}

TEST_F(MirroredBullInItsOwnRedis, WritesTheLinesOfAFullRedisOnceItHasRoom) {
    const auto id = add("job-1-1");
    tell();
    queue().log(id, "info", "first");
    queue().log(id, "info", "second");
    world().call({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_EQ(tests::failure_of([&] { tell(); }).code(), "OOM");
    world().call({"CONFIG", "SET", "maxmemory", "0"});
    EXPECT_THAT(world().list("job-1-1:logs"), IsEmpty());

    tell();

    EXPECT_THAT(world().list("job-1-1:logs"), ElementsAre("info: first", "info: second"));
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
