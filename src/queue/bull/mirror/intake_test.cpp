// What becomes of jobs that a Bull producer adds.
#include "queue/bull/mirror/intake.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "base/manual_clock.hpp"
#include "db/redis/redis.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/options.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/bull_world.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Ne;
using testing::UnorderedElementsAre;

// Knows one stored file and one path.
class TwoFiles final : public Files {
public:
    Result<Stored> stored(std::string_view file_id) override {
        if (file_id != "stored") return refuse(Errc::not_found, "no such file");
        return Stored{"stored", 10};
    }
    Result<Stored> take(std::string_view path) override {
        if (is_full) return refuse(Errc::storage_full, "no room");
        if (path != "lists/members.csv") return refuse(Errc::validation_error, "not within");
        return Stored{"taken", 20};
    }

    bool is_full = false;
};

constexpr auto* payload =
    R"({"fileName":"m.csv","userId":"7","userRole":"super_admin","fileId":"stored","force":true})";
constexpr std::string_view stored = R"("fileId":"stored")";
constexpr std::string_view at_path = R"("filePath":"lists/members.csv")";

class TakenIn : public tests::RedisTest {
protected:
    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        const std::array rooms{sql::migrations()};
        ASSERT_TRUE(db::sqlite::migrate(*store_, rooms));
        world_.emplace(tests::BullWorld::Place{*database_, settings(), prefix(), nullptr, &clock_});
        world().reconciler().reconcile();
    }

    tests::BullWorld& world() { return *world_; }
    TwoFiles& files() { return files_; }

    void add(const std::string& bull_id, std::string_view file, std::string_view more = "") {
        const auto data = R"({"fileName":"m.csv","userId":"7","userRole":"super_admin",)" +
                          std::string(file) + std::string(more) + "}";
        add_raw(bull_id, data);
    }
    void
    add_raw(const std::string& bull_id, const std::string& data, std::string_view opts = "{}") {
        world().call(
            {"HSET",
             world().key(bull_id),
             "name",
             "__default__",
             "data",
             data,
             "opts",
             opts,
             "timestamp",
             std::to_string(clock_.now().time_since_epoch().count()),
             "delay",
             "0",
             "priority",
             "0"}
        );
        world().call({"LPUSH", world().key("wait"), bull_id});
    }
    // As a reconcile does it.
    void take_in(const std::string& bull_id) {
        take_in_untold(bull_id);
        world().relay().tick();
    }
    // Redis is not told of it yet.
    void take_in_untold(const std::string& bull_id) {
        Intake(
            {world().sql(), world().mirrored(), world().canvas(), world().survey(), files_, clock_}
        )
            .take_in(bull_id);
    }
    std::string add_delayed(milliseconds delay) {
        NewEntry entry;
        entry.data = payload;
        entry.options =
            Options::parse(R"({"delay":)" + std::to_string(delay.count()) + "}").value();
        return world().board().add({&entry, 1}).value().at(0);
    }
    JobState state(std::string_view bull_id) { return find(bull_id).value().job.state; }
    // From its producer to its end here.
    void run(const std::string& bull_id, std::string_view opts, bool completes) {
        add_raw(bull_id, payload, opts);
        take_in(bull_id);
        const auto lease = world().queue().claim("worker-1", milliseconds{15'000}).value();
        const Fence fence{.job = lease.job.id, .epoch = lease.epoch};
        if (completes) {
            world().queue().complete(fence, {.message = "done", .report_name = ""}).value();
        } else {
            world().queue().fail(fence, {.code = "NO_HEADER", .message = "none"}, false).value();
        }
        world().queue().log(lease.job.id, "info", "a line");
        world().relay().tick();
    }
    // What is left in Redis of "1", "2" and "3".
    std::vector<std::string> hashes() {
        std::vector<std::string> left;
        for (const std::string id : {"1", "2", "3"}) {
            const auto found = world().call({"EXISTS", world().key(id), world().key(id + ":logs")});
            if (found.integer > 0) left.push_back(id);
        }
        return left;
    }
    // Nobody knows of any job.
    void flush() {
        world().queue().clean(Instant::max(), 100, "admin");
        world().relay().tick();
        for (const auto& key : world().call({"KEYS", world().key("*")}).items)
            world().call({"DEL", key.text});
    }
    void pass(milliseconds time) { clock_.advance(time); }
    // As a Bull producer does it: no second one of this debounce is added until it is free.
    void add_debounced(
        const std::string& bull_id,
        std::string_view debounce,
        std::string_view data = payload
    ) {
        add_raw(bull_id, std::string(data));
        world().call({"HSET", world().key(bull_id), "deid", debounce});
        world().call({"SET", debounce_key(debounce), bull_id});
        take_in(bull_id);
    }
    std::string debounce_key(std::string_view debounce) {
        return world().key("de:" + std::string(debounce));
    }
    bool is_free(std::string_view debounce) {
        return world().call({"EXISTS", debounce_key(debounce)}).integer == 0;
    }
    Fence claim() {
        const auto lease = world().queue().claim("worker-1", milliseconds{15'000}).value();
        return {.job = lease.job.id, .epoch = lease.epoch};
    }
    // As a Bull producer does it. The id of the first run.
    std::string repeat(std::string_view repeat, std::string_view more = "") {
        NewEntry entry;
        entry.name = "nightly";
        entry.data = R"({"fileName":"m.csv","userId":"7","userRole":"super_admin",)" +
                     std::string(stored) + std::string(more) + "}";
        entry.options = Options::parse(R"({"repeat":)" + std::string(repeat) + "}").value();
        return world().board().add({&entry, 1}).value().at(0);
    }
    std::vector<std::string> repetitions() {
        std::vector<std::string> runs;
        for (const auto& one : world().board().repetitions({}))
            runs.push_back(run_of(one));
        return runs;
    }
    void run_to_its_end(std::string_view bull_id) {
        pass(milliseconds{60'000});
        world().queue().sweep();
        const auto lease = world().queue().claim("worker-1", milliseconds{15'000}).value();
        EXPECT_EQ(world().mirrored().name_of(lease.job.id), bull_id);
        const auto done = world().queue().complete(
            {.job = lease.job.id, .epoch = lease.job.epoch}, {.message = "done", .report_name = {}}
        );
        EXPECT_TRUE(done);
        world().relay().tick();
    }
    std::optional<sql::NamedJob> find(std::string_view bull_id) {
        return world().mirrored().find(bull_id);
    }

private:
    tests::TemporaryFolder folder_;
    ManualClock clock_;
    TwoFiles files_;
    std::optional<db::sqlite::Store> store_{folder_ / "rollcall.db"};
    std::optional<db::sqlite::SqliteDatabase> database_{std::in_place, *store_, clock_};
    std::optional<tests::BullWorld> world_;
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

TEST_F(TakenIn, GivesADebounceBackHoweverItEnds) {
    add_debounced("1", "completes");
    world().queue().complete(claim(), {.message = "done", .report_name = ""}).value();
    add_debounced("2", "fails");
    world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    add_debounced("3", "is stopped");
    world().queue().end_cancelled(claim(), "cancelled by admin").value();
    add_debounced("4", "is cancelled");
    world().queue().cancel(find("4").value().job.id, "admin").value();
    world().relay().tick();
    add_debounced("5", "is refused", R"({"userId":"7"})");

    EXPECT_THAT(world().set("failed"), UnorderedElementsAre("2", "3", "5"));
    for (const auto* end : {"completes", "fails", "is stopped", "is cancelled", "is refused"})
        EXPECT_TRUE(is_free(end)) << end;
}

TEST_F(TakenIn, GivesNoDebounceBackThatHasATimeOrIsAnothers) {
    add_debounced("1", "has a time");
    world().call({"PEXPIRE", debounce_key("has a time"), "3600000"});
    add_debounced("2", "is another's");
    world().call({"SET", debounce_key("is another's"), "4"});
    for (int n = 0; n < 2; ++n)
        world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    world().relay().tick();

    EXPECT_FALSE(is_free("has a time"));
    EXPECT_FALSE(is_free("is another's"));
}

TEST_F(TakenIn, GivesADebounceBackWhenItsJobIsRemoved) {
    add_debounced("1", "is removed");
    world().call({"PEXPIRE", debounce_key("is removed"), "3600000"});
    world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    world().relay().tick();
    EXPECT_FALSE(is_free("is removed"));

    world().queue().clean(Instant::max(), 100, "admin");
    world().relay().tick();

    EXPECT_TRUE(is_free("is removed"));
}

TEST_F(TakenIn, EachRunOfARepeatedJobIsAJobAndBringsTheNext) {
    const auto first = repeat(R"({"every":60000})", R"(,"jobId":"job-1-1")");
    pass(milliseconds{45'000});
    take_in(first);
    run_to_its_end(first);
    const auto second = repetitions().at(0);
    EXPECT_NE(second, first);
    EXPECT_THAT(world().hints().take(), Contains(second));
    pass(milliseconds{15'000});
    take_in(second);
    run_to_its_end(second);

    const auto of_ours = "bull-" + first.substr(0, 6) + "-" + first.substr(7, 32) + "-";
    EXPECT_EQ(find(first).value().job.id.text(), of_ours + first.substr(40));
    EXPECT_EQ(find(second).value().job.id.text(), of_ours + second.substr(40));
    EXPECT_THAT(world().set("completed"), UnorderedElementsAre(first, second));
    EXPECT_THAT(repetitions(), ElementsAre(Ne(second)));
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
    add("1", stored);
    take_in_untold("1");
    const auto lease = world().sql().claim("worker-1", milliseconds{15'000}).value();
    const Fence fence{.job = lease.job.id, .epoch = lease.epoch};
    world().sql().fail(fence, {.code = "DATABASE_DOWN", .message = "away"}, true).value();
    EXPECT_EQ(state("1"), JobState::delayed);
    world().relay().tick();

    EXPECT_EQ(state("1"), JobState::delayed);
    EXPECT_THAT(world().set("delayed"), ElementsAre("1"));
    EXPECT_THAT(world().list("wait"), IsEmpty());
}

TEST_F(TakenIn, ARunIsLeftToWhoRepeatsItUntilShortlyBefore) {
    const auto run = repeat(R"({"every":60000})");
    take_in(run);
    EXPECT_FALSE(find(run));

    EXPECT_TRUE(world().board().remove_repetition("nightly:::60000"));
    EXPECT_EQ(world().call({"EXISTS", world().key(run)}).integer, 0);
}

TEST_F(TakenIn, APromotedRunIsTakenInAtOnce) {
    const auto run = repeat(R"({"every":60000})");
    EXPECT_TRUE(world().board().promote(run));
    take_in(run);

    EXPECT_TRUE(find(run));
}

TEST_F(TakenIn, ARunThatIsRefusedDoesNotEndTheRepetition) {
    const auto run = repeat(R"({"every":60000})", R"(,"fileId":"other")");
    pass(milliseconds{45'000});
    take_in(run);
    EXPECT_THAT(world().set("failed"), ElementsAre(run));

    pass(milliseconds{15'000});
    world().repeater().mend(Instant{milliseconds{1'767'225'660'000}});

    EXPECT_THAT(world().set("delayed"), ElementsAre(Ne(run)));
}

TEST_F(TakenIn, ARemovedRepetitionEndsWithTheRunThatWaits) {
    const auto run = repeat(R"({"every":1000})");
    take_in(run);
    world().call({"DEL", world().key("repeat")});
    run_to_its_end(run);

    EXPECT_THAT(repetitions(), IsEmpty());
    EXPECT_THAT(world().set("delayed"), IsEmpty());
}

TEST_F(TakenIn, AChainThatWasNotGoneOnWithIsMended) {
    const auto run = repeat(R"({"every":60000})");
    world().call({"ZREM", world().key("delayed"), run});
    world().call({"LPUSH", world().key("active"), run});
    world().repeater().mend(Instant{milliseconds{1'767'225'600'000}});
    EXPECT_THAT(repetitions(), ElementsAre(run));
    pass(milliseconds{60'000});

    world().repeater().mend(Instant{milliseconds{1'767'225'660'000}});

    EXPECT_THAT(repetitions(), ElementsAre(Ne(run)));
    EXPECT_THAT(world().set("delayed"), ElementsAre(repetitions().at(0)));
}

TEST_F(TakenIn, ARunThatWaitsIsNoReasonToMend) {
    const auto run = repeat(R"({"every":60000})");
    pass(milliseconds{120'000});

    world().repeater().mend(Instant{milliseconds{1'767'225'720'000}});

    EXPECT_THAT(repetitions(), ElementsAre(run));
}

TEST_F(TakenIn, IsTakenOnceHoweverOftenItIsSeen) {
    add("7", stored);
    take_in("7");
    take_in("7");

    EXPECT_EQ(world().queue().counts({}).waiting, 1U);
    EXPECT_THAT(world().list("wait"), ElementsAre("7"));
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

TEST_F(TakenIn, LeavesOfItsEndWhatItsProducerAskedFor) {
    struct Case {
        std::string_view opts;
        std::vector<std::string> kept;
    };
    const std::array cases{
        Case{R"({"removeOnComplete":true})", {}},
        Case{R"({"removeOnComplete":0})", {}},
        Case{R"({"removeOnComplete":{"count":0}})", {}},
        Case{R"({"removeOnComplete":2})", {"2", "3"}},
        Case{R"({"removeOnComplete":{"count":1}})", {"3"}},
        Case{R"({"removeOnComplete":{"age":3}})", {"2", "3"}},
        Case{R"({"removeOnComplete":false})", {"1", "2", "3"}},
        Case{R"({"removeOnFail":true})", {"1", "2", "3"}}};
    for (const auto& [opts, kept] : cases) {
        SCOPED_TRACE(opts);
        flush();
        for (const auto* id : {"1", "2", "3"}) {
            run(id, opts, true);
            pass(milliseconds{2'000});
        }

        EXPECT_EQ(world().set("completed"), kept);
        EXPECT_EQ(hashes(), kept);
        EXPECT_EQ(world().queue().counts({}).completed, 3U);
    }
}

TEST_F(TakenIn, LeavesNothingOfAFailureWhereItsProducerSaidSo) {
    run("1", R"({"removeOnFail":true})", false);
    run("2", R"({"removeOnComplete":true})", false);

    EXPECT_THAT(world().set("failed"), ElementsAre("2"));
    EXPECT_THAT(hashes(), ElementsAre("2"));
    EXPECT_EQ(world().queue().counts({}).failed, 2U);
}

TEST_F(TakenIn, LeavesNothingOfARefusalWhereItsProducerSaidSo) {
    add_raw("1", "{no json", R"({"removeOnFail":true})");
    take_in("1");

    EXPECT_THAT(world().set("failed"), IsEmpty());
    EXPECT_THAT(hashes(), IsEmpty());
}

TEST_F(TakenIn, IsNotDrawnAgainOnceItLeftNothing) {
    run("1", R"({"removeOnComplete":true})", true);
    world().mirrored().mark(find("1").value().job.id);
    world().relay().tick();

    EXPECT_THAT(hashes(), IsEmpty());
    EXPECT_THAT(world().set("completed"), IsEmpty());
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
