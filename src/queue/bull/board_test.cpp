#include "queue/bull/board.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/options.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::queue::bull {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

NewEntry job(double priority = 0) {
    NewEntry entry;
    if (priority != 0) entry.options.all()["priority"] = priority;
    return entry;
}

class BullBoard : public tests::RedisTest {
protected:
    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        pool_ = std::make_unique<db::redis::Pool>(settings(), prefix());
        board_ = std::make_unique<Board>(
            *pool_,
            Keys::make(prefix(), "queue").value(),
            BoardSettings{.token = "ours", .limiter = {}, .time_zone = {}},
            clock_
        );
    }

    Board& board() { return *board_; }
    db::redis::Reply redis(const db::redis::Command& command) {
        return pool_->with([&](db::redis::Connection& connection) {
            return connection.call(command);
        });
    }
    std::string key_of(std::string_view suffix) { return board().keys().of(suffix); }

    std::vector<std::string> texts_of(std::string_view list) {
        std::vector<std::string> texts;
        for (const auto& item : redis({"LRANGE", key_of(list), "0", "-1"}).items)
            texts.push_back(item.text);
        return texts;
    }

    std::vector<std::string> add(const std::vector<NewEntry>& entries) {
        return board().add(entries).value();
    }
    // The ids in the order in which they would start.
    std::vector<std::string> order() {
        std::vector<std::string> ids;
        for (const auto& entry : board().list(Place::waiting, {.ascending = true}))
            ids.push_back(entry.id);
        return ids;
    }
    // Jobs that start before one that is more urgent.
    std::size_t inversions() {
        std::size_t count = 0;
        double worst = 0;
        for (const auto& entry : board().list(Place::waiting, {.ascending = true})) {
            const auto rank = entry.priority == 0 ? 1e9 : entry.priority;
            count += rank < worst ? 1 : 0;
            worst = std::max(worst, rank);
        }
        return count;
    }

    ManualClock clock_;

private:
    std::unique_ptr<db::redis::Pool> pool_;
    std::unique_ptr<Board> board_;
};

TEST_F(BullBoard, RunsAJobFromItsAddingToItsEnd) {
    const auto ids = add({job()});
    const auto started = board().fetch(1);
    ASSERT_THAT(started.entries, SizeIs(1));
    const Ending ending{.id = ids[0], .value = "42", .keep = {}, .stacktrace = {}};

    EXPECT_THAT(board().finish({&ending, 1}).answers, ElementsAre(Answer::done));

    EXPECT_EQ(board().place(ids[0]), Place::completed);
    EXPECT_EQ(board().find(ids[0])->return_value, "42");
}

TEST_F(BullBoard, AFailureOfWhoLostTheLockLeavesNoTrace) {
    add({job()});
    const auto entry = board().fetch(1).entries.at(0);
    redis({"SET", key_of(entry.id + ":lock"), "another's"});

    const auto failed = board().fail(entry, {.reason = "late", .stack = "late"});

    EXPECT_EQ(failed.answer, Answer::locked_by_other);
    EXPECT_THAT(board().find(entry.id)->failed_reason, IsEmpty());
    EXPECT_EQ(board().find(entry.id)->attempts_made, 0);
    EXPECT_EQ(board().place(entry.id), Place::active);
}

NewEntry repeated(std::string_view rule) {
    NewEntry entry;
    entry.name = "nightly";
    entry.options = Options::parse(R"({"repeat":)" + std::string(rule) + "}").value();
    return entry;
}

TEST_F(BullBoard, StartingARepeatedJobAddsTheNextRun) {
    const auto first = add({repeated(R"({"every":60000})")}).at(0);
    EXPECT_EQ(board().place(first), Place::delayed);
    clock_.advance(Milliseconds(60'001));
    board().sweep();

    ASSERT_THAT(board().fetch(1).entries, SizeIs(1));

    const auto repetitions = board().repetitions({});
    ASSERT_THAT(repetitions, SizeIs(1));
    const auto next = board().find(run_of(repetitions[0])).value();
    EXPECT_NE(next.id, first);
    EXPECT_EQ(board().place(next.id), Place::delayed);
    EXPECT_EQ(next.options.repeat()->count, 2);
    EXPECT_EQ(next.options.repeated_at(), repetitions[0].next);
}

TEST_F(BullBoard, ARepetitionEndsWithItsLastRun) {
    add({repeated(R"({"every":60000,"limit":1})")});
    clock_.advance(Milliseconds(60'001));
    board().sweep();

    ASSERT_THAT(board().fetch(1).entries, SizeIs(1));

    EXPECT_EQ(board().counts().delayed, 0);
}

TEST_F(BullBoard, ARemovedRepetitionTakesItsNextRunAlong) {
    const auto ids = add({repeated(R"({"every":60000})"), job()});
    EXPECT_FALSE(board().remove_repetition("nightly:other::60000"));

    EXPECT_TRUE(
        board().remove_repetition("nightly", *repeated(R"({"every":60000})").options.repeat())
    );

    EXPECT_THAT(board().repetitions({}), IsEmpty());
    EXPECT_FALSE(board().find(ids[0]));
    EXPECT_TRUE(board().find(ids[1]));
}

TEST_F(BullBoard, NothingIsAddedWhereOneRepetitionIsRefused) {
    const auto added = board().add(std::vector{job(), repeated("{}")});

    ASSERT_FALSE(added);
    EXPECT_EQ(board().counts(), PlaceCounts{});
}

TEST_F(BullBoard, TakesGhostsOutAndGoesOn) {
    redis({"LPUSH", key_of("wait"), "ghost"});
    const auto ids = add({job()});
    redis({"RPUSH", key_of("wait"), "id"});

    const auto started = board().fetch(1);

    ASSERT_THAT(started.entries, SizeIs(1));
    EXPECT_EQ(started.entries[0].id, ids[0]);
    EXPECT_THAT(started.ghosts, ElementsAre("id", "ghost"));
    EXPECT_THAT(redis({"LRANGE", key_of("active"), "0", "-1"}).items, SizeIs(1));
}

TEST_F(BullBoard, GhostsInActiveDoNotStopTheRecoveryOfJobs) {
    const auto ids = add({job()});
    board().fetch(1);
    redis({"LPUSH", key_of("active"), "ghost"});
    redis({"DEL", key_of(ids[0] + ":lock")});
    board().recover(Milliseconds(60'000));
    redis({"DEL", key_of("stalled-check")});

    const auto recovered = board().recover(Milliseconds(60'000));

    EXPECT_THAT(recovered.waiting, ElementsAre(ids[0]));
    EXPECT_THAT(recovered.ghosts, ElementsAre("ghost"));
}

TEST_F(BullBoard, ARecoveredJobWaitsInFrontOfItsEquals) {
    const auto ids = add({job(5), job(1), job(3), job(3), job()});
    for (const auto& entry : board().fetch(2).entries)
        redis({"DEL", key_of(entry.id + ":lock")});
    add({job(2)});
    board().recover(Milliseconds(60'000));
    redis({"DEL", key_of("stalled-check")});

    EXPECT_THAT(board().recover(Milliseconds(60'000)).waiting, SizeIs(2));
    const auto later = add({job(1), job(3), job(4), job(2)});

    EXPECT_EQ(inversions(), 0);
    const auto waiting = order();
    EXPECT_EQ(waiting.front(), ids[1]);
    EXPECT_LT(std::ranges::find(waiting, ids[2]), std::ranges::find(waiting, ids[3]));
    EXPECT_LT(std::ranges::find(waiting, ids[3]), std::ranges::find(waiting, later[1]));
    EXPECT_EQ(waiting.back(), ids[4]);
    EXPECT_EQ(
        board().counts_by_priority(std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}),
        (std::vector<std::uint64_t>{1, 2, 2, 3, 1, 1})
    );
}

TEST_F(BullBoard, ARecoveredJobWithoutPriorityWaitsInFrontOfAll) {
    const auto first = add({job()});
    redis({"DEL", key_of(board().fetch(1).entries.at(0).id + ":lock")});
    const auto urgent = add({job(1)});
    board().recover(Milliseconds(60'000));
    redis({"DEL", key_of("stalled-check")});
    board().recover(Milliseconds(60'000));

    EXPECT_THAT(order(), ElementsAre(first[0], urgent[0]));
}

TEST_F(BullBoard, APauseLosesNoJobThatWaitsWhereItShouldNot) {
    const auto first = add({job()});
    board().pause();
    const auto second = add({job()});
    redis({"LPUSH", key_of("wait"), second[0]});
    redis({"LREM", key_of("paused"), "0", second[0]});

    board().pause();
    board().resume();

    EXPECT_THAT(order(), ElementsAre(first[0], second[0]));
}

TEST_F(BullBoard, ARetriedJobKeepsItsPriority) {
    add({job(1), job(1)});
    const auto entry = board().fetch(1).entries.at(0);
    board().fail(entry, {.reason = "once", .stack = ""});
    add({job(5)});

    EXPECT_EQ(board().retry(*board().find(entry.id)), Retried::waiting);

    EXPECT_EQ(inversions(), 0);
    EXPECT_EQ(
        board().counts_by_priority(std::vector<std::uint32_t>{1, 5}),
        (std::vector<std::uint64_t>{2, 1})
    );
}

TEST_F(BullBoard, ARetryOfAJobThatHasNotFailedChangesNothing) {
    const auto ids = add({job()});
    board().fetch(1);
    const Ending ending{.id = ids[0], .value = "1", .keep = {}, .stacktrace = {}};
    board().finish({&ending, 1});

    EXPECT_EQ(board().retry(*board().find(ids[0])), Retried::not_failed);

    EXPECT_TRUE(board().find(ids[0])->finished_on);
}

TEST_F(BullBoard, EqualsKeepTheirOrderWhereverTheyGo) {
    const auto ids = add({job(5), job(), job(1), job(5), job(), job(1)});

    EXPECT_THAT(order(), ElementsAre(ids[2], ids[5], ids[0], ids[3], ids[1], ids[4]));
}

TEST_F(BullBoard, WhatRedisRefusesOfOneJobDoesNotStopTheOthers) {
    redis({"LPUSH", key_of("de:held"), "no text"});
    auto debounced = job();
    debounced.options.all()["debounce"] = {{"id", "held"}};

    EXPECT_THROW(add({debounced, job()}), db::redis::RedisFailure);

    EXPECT_THAT(order(), ElementsAre("2"));
}

TEST_F(BullBoard, AJobThatIsEndedTwiceAtOnceEndsOnce) {
    const auto ids = add({job()});
    board().fetch(1);
    const Ending ending{.id = ids[0], .value = "1", .keep = {}, .stacktrace = {}};
    const std::vector<Ending> twice{ending, ending};

    EXPECT_THAT(board().finish(twice).answers, ElementsAre(Answer::done, Answer::lock_lost));
    EXPECT_EQ(redis({"EXISTS", key_of(ids[0] + ":lock")}).integer, 0);
}

TEST_F(BullBoard, ManyAreTakenInTheOrderInWhichOneByOneWouldBe) {
    const auto ids = add({job(), job(), job(), job()});

    const auto started = board().fetch(3);

    ASSERT_THAT(started.entries, SizeIs(3));
    EXPECT_EQ(started.entries[0].id, ids[0]);
    EXPECT_EQ(started.entries[2].id, ids[2]);
    EXPECT_THAT(texts_of("active"), ElementsAre(ids[2], ids[1], ids[0]));
    EXPECT_THAT(texts_of("wait"), ElementsAre(ids[3]));
}

TEST_F(BullBoard, WhoRunsHasItsPriorityNoMore) {
    add({job(1), job(2), job(3)});

    board().fetch(2);

    EXPECT_EQ(redis({"ZCARD", key_of("priority")}).integer, 1);
}

// Far from both ends of the list, so that a job's place is not made at once.
class BullBoardCrowded : public BullBoard {
protected:
    void SetUp() override {
        BullBoard::SetUp();
        if (IsSkipped()) return;
        std::vector<NewEntry> crowd(jobs_each, job(1));
        crowd.insert(crowd.end(), jobs_each, job(5));
        add(crowd);
    }
    static constexpr std::size_t jobs_each = 6'000;
};

TEST_F(BullBoardCrowded, ALateJobStartsInItsTurn) {
    const auto late = add({job(2)});
    ASSERT_EQ(order().back(), late[0]) << "the job is not late: this test shows nothing";

    const auto started = board().fetch(jobs_each + 1);

    ASSERT_THAT(started.entries, SizeIs(jobs_each + 1));
    EXPECT_EQ(started.entries.back().id, late[0]);
}

TEST_F(BullBoardCrowded, SettlingPutsLateJobsIntoTheirPlaces) {
    add({job(2), job(3), job(1), job(5), job()});
    ASSERT_GT(inversions(), 0) << "no job is late: this test shows nothing";

    EXPECT_TRUE(board().settle());

    EXPECT_EQ(inversions(), 0);
    EXPECT_FALSE(board().settle());
}

TEST_F(BullBoardCrowded, SettlingMendsWhatOthersLeft) {
    redis({"LINSERT", key_of("wait"), "BEFORE", "12000", "1"});
    redis({"LREM", key_of("wait"), "-1", "1"});
    ASSERT_GT(inversions(), 0);

    EXPECT_TRUE(board().settle(true));

    EXPECT_EQ(inversions(), 0);
}

TEST_F(BullBoardCrowded, SoManyLateJobsSettleByThemselves) {
    add(std::vector<NewEntry>(jobs_each / 8, job(2)));

    EXPECT_LT(redis({"ZCARD", key_of("rollcall:late")}).integer, jobs_each / 16);
}

}  // namespace
}  // namespace rollcall::queue::bull
