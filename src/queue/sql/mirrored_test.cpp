#include "queue/sql/mirrored.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "base/manual_clock.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::sql {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr milliseconds lease_time{15'000};

// Either database with the queue's tables.
class House {
public:
    House() = default;
    House(const House&) = delete;
    House& operator=(const House&) = delete;
    virtual ~House() = default;
    virtual db::Database& database() = 0;

    ManualClock clock;
};

class SqliteHouse final : public House {
public:
    SqliteHouse() {
        const std::array rooms{migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }

private:
    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    db::sqlite::SqliteDatabase database_{store_, clock};
};

class PostgresHouse final : public House {
public:
    PostgresHouse() {
        const std::array rooms{postgres_migrations()};
        EXPECT_TRUE(db::postgres::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }

private:
    tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
    db::postgres::PostgresDatabase database_{store_, &clock};
};

class MirroredQueue : public testing::TestWithParam<std::string_view> {
protected:
    void SetUp() override {
        if (GetParam() == "Sqlite") {
            house_ = std::make_unique<SqliteHouse>();
        } else {
            if (!tests::has_postgres()) GTEST_SKIP() << tests::no_postgres;
            house_ = std::make_unique<PostgresHouse>();
        }
        queue_.emplace(house_->database(), QueueLimits{}, RetryPolicy{});
        mirrored_.emplace(house_->database());
    }

    SqlQueue& queue() { return *queue_; }
    Mirrored& mirrored() { return *mirrored_; }
    void pass(milliseconds time) { house_->clock.advance(time); }
    Instant now() { return house_->clock.now(); }

    JobId add(std::string_view id) {
        NewJob job;
        job.id = JobId::parse(id).value();
        job.owner.user_id = "user-1";
        job.file_sha256 = std::string(id);
        return queue().add(job).value().job.id;
    }
    Fence claim() {
        const auto lease = queue().claim("worker-1", lease_time).value();
        return {.job = lease.job.id, .epoch = lease.epoch};
    }
    // "name state" of what is taken.
    std::vector<std::string> taken(std::string_view taker = "relay-1") {
        std::vector<std::string> lines;
        for (const auto& stale : mirrored().take(taker, 100)) {
            const auto* state = stale.job ? to_string(stale.job->state).data() : "gone";
            lines.push_back(stale.bull_id + ' ' + state);
        }
        return lines;
    }
    std::vector<std::string> told() {
        auto lines = taken();
        mirrored().settle("relay-1");
        return lines;
    }

private:
    std::unique_ptr<House> house_;
    std::optional<SqlQueue> queue_;
    std::optional<Mirrored> mirrored_;
};

INSTANTIATE_TEST_SUITE_P(
    Every,
    MirroredQueue,
    testing::Values("Sqlite", "Postgres"),
    [](const auto& implementation) { return std::string(implementation.param); }
);

TEST_P(MirroredQueue, MarksNothingWhileNobodyMirrorsIt) {
    add("job-1-1");
    queue().pause("admin");

    EXPECT_THAT(taken(), IsEmpty());
}

TEST_P(MirroredQueue, MarksWhatIsOpenOnceItIsMirrored) {
    add("job-1-1");
    queue().cancel(add("job-1-2"), "user-1").value();
    mirrored().begin();

    EXPECT_THAT(told(), ElementsAre(" gone", "job-1-1 waiting"));

    mirrored().begin();
    EXPECT_THAT(taken(), IsEmpty());
}

TEST_P(MirroredQueue, MarksAJobAtEachChangeThatIsShown) {
    mirrored().begin();
    told();
    add("job-1-1");
    EXPECT_THAT(told(), ElementsAre("job-1-1 waiting"));
    const auto fence = claim();
    EXPECT_THAT(told(), ElementsAre("job-1-1 active"));
    queue().renew(fence, lease_time).value();
    EXPECT_THAT(told(), IsEmpty());
    queue().note(fence, {.stage = Stage::validation, .progress = 10}).value();
    EXPECT_THAT(told(), ElementsAre("job-1-1 active"));
    queue().complete(fence, {.message = "done", .report_name = ""}).value();
    EXPECT_THAT(told(), ElementsAre("job-1-1 completed"));
    pass(milliseconds{1});
    queue().clean(Instant::max(), 10, "admin");
    EXPECT_THAT(told(), ElementsAre("job-1-1 gone"));
    queue().pause("admin");
    EXPECT_THAT(told(), ElementsAre(" gone"));
}

TEST_P(MirroredQueue, KeepsAMarkThatCameWhileItsJobWasTold) {
    mirrored().begin();
    told();
    add("job-1-1");
    EXPECT_THAT(taken(), ElementsAre("job-1-1 waiting"));
    claim();
    mirrored().settle("relay-1");

    EXPECT_THAT(told(), ElementsAre("job-1-1 active"));
    EXPECT_EQ(mirrored().marked(), 0U);
}

TEST_P(MirroredQueue, GivesWhatIsTakenToNobodyElseUntilItsTakerIsDead) {
    mirrored().begin();
    told();
    add("job-1-1");
    EXPECT_THAT(taken("relay-1"), ElementsAre("job-1-1 waiting"));

    EXPECT_THAT(taken("relay-2"), IsEmpty());
    EXPECT_THAT(taken("relay-1"), ElementsAre("job-1-1 waiting"));
    pass(seconds{11});
    EXPECT_THAT(taken("relay-2"), ElementsAre("job-1-1 waiting"));
}

TEST_P(MirroredQueue, TellsNobodyAnythingOnceItIsMirroredNoMore) {
    mirrored().begin();
    add("job-1-1");
    mirrored().end();
    claim();

    EXPECT_THAT(taken(), IsEmpty());
}

TEST_P(MirroredQueue, KnowsJobsByTheirBullNames) {
    mirrored().begin();
    told();
    const auto id = add("job-1-1");
    mirrored().remember({.id = id, .bull_id = "17", .timeout = milliseconds{500}});

    EXPECT_THAT(told(), ElementsAre("17 waiting"));
    EXPECT_EQ(mirrored().find("17").value().job.id, id);
    EXPECT_EQ(mirrored().find("job-1-1").value().bull_id, "17");
    EXPECT_FALSE(mirrored().find("18"));
    EXPECT_EQ(mirrored().open(0, 10).jobs.at(0).bull_id, "17");

    queue().cancel(id, "user-1").value();
    pass(milliseconds{1});
    queue().clean(Instant::max(), 10, "admin");
    EXPECT_THAT(told(), ElementsAre("17 gone"));
    EXPECT_FALSE(mirrored().find("17"));
}

TEST_P(MirroredQueue, TakesANameFromTheJobThatHadIt) {
    const auto first = add("job-1-1");
    const auto second = add("job-1-2");
    const auto third = add("job-1-3");
    mirrored().remember({.id = first, .bull_id = "nightly"});

    mirrored().remember({.id = second, .bull_id = "nightly"});
    mirrored().remember({.id = third, .bull_id = "job-1-2"});

    EXPECT_EQ(mirrored().find("nightly").value().job.id, second);
    EXPECT_EQ(mirrored().find("job-1-2").value().job.id, third);
    EXPECT_EQ(mirrored().name_of(first), "job-1-1:before");
}

TEST_P(MirroredQueue, GivesItsNameAwayForGood) {
    const auto first = add("job-1-1");
    const auto second = add("job-1-2");
    mirrored().remember({.id = first, .bull_id = "nightly", .timeout = milliseconds{500}});
    for (const auto& id : {first, second, second})
        mirrored().give_way(id);

    EXPECT_FALSE(mirrored().find("nightly"));
    EXPECT_EQ(mirrored().name_of(first), "job-1-1:before");
    EXPECT_EQ(mirrored().known(first).timeout, milliseconds{500});
    EXPECT_EQ(mirrored().name_of(second), "job-1-2:before");
    mirrored().give_way(JobId::parse("job-1-3").value());
    EXPECT_EQ(mirrored().name_of(JobId::parse("job-1-3").value()), "job-1-3");
}

TEST_P(MirroredQueue, KnowsWhatIsMarked) {
    mirrored().begin();
    const auto id = add("job-1-1");
    EXPECT_TRUE(mirrored().is_marked(id));
    told();

    EXPECT_FALSE(mirrored().is_marked(id));
}

TEST_P(MirroredQueue, KnowsHowLongABullJobMayRun) {
    const auto ours = add("job-1-1");
    const auto bulls = add("job-1-2");
    mirrored().remember({.id = bulls, .bull_id = "17", .timeout = milliseconds{500}});

    EXPECT_EQ(mirrored().known(bulls).bull_id, "17");
    EXPECT_EQ(mirrored().known(bulls).timeout, milliseconds{500});
    EXPECT_FALSE(mirrored().known(bulls).backoff);
    mirrored().remember({.id = bulls, .bull_id = "17", .backoff = Backoff{milliseconds{7}, true}});
    EXPECT_EQ(mirrored().known(bulls).backoff.value().delay, milliseconds{7});
    EXPECT_TRUE(mirrored().known(bulls).backoff.value().grows);
    EXPECT_EQ(mirrored().known(ours).bull_id, "job-1-1");
    EXPECT_EQ(mirrored().known(ours).timeout, milliseconds{0});
}

TEST_P(MirroredQueue, WaitsBetweenAttemptsAsABullJobsProducerWants) {
    const auto fails = [&](std::string_view id, std::optional<Backoff> backoff) {
        const auto job = add(id);
        mirrored().remember({.id = job, .bull_id = "of " + job.text(), .backoff = backoff});
        const auto failed = queue().fail(claim(), {.code = "A", .message = "b"}, true).value();
        return failed.run_at.value() - now();
    };
    EXPECT_EQ(fails("job-1-1", Backoff{.delay = milliseconds{500}}), milliseconds{500});
    EXPECT_EQ(
        fails("job-1-2", Backoff{.delay = milliseconds{700}, .grows = true}), milliseconds{700}
    );
    EXPECT_EQ(fails("job-1-3", Backoff{}), milliseconds{0});
    EXPECT_EQ(fails("job-1-4", std::nullopt), milliseconds{10'000});
}

TEST_P(MirroredQueue, PagesThroughWhatIsOpen) {
    for (const auto* id : {"job-1-1", "job-1-2", "job-1-3"})
        add(id);
    claim();
    queue().cancel(JobId::parse("job-1-2").value(), "user-1").value();

    const auto first = mirrored().open(0, 1);
    const auto second = mirrored().open(first.last, 10);

    EXPECT_EQ(first.jobs.at(0).job.id.text(), "job-1-1");
    ASSERT_EQ(second.jobs.size(), 1U);
    EXPECT_EQ(second.jobs.at(0).job.id.text(), "job-1-3");
    EXPECT_THAT(mirrored().open(second.last, 10).jobs, IsEmpty());
}

TEST_P(MirroredQueue, RemembersByWhatRedisWasKnown) {
    EXPECT_FALSE(mirrored().memory());
    const Memory memory{.run_id = "a", .canary = "b", .counter = 7};
    mirrored().remember(memory);
    mirrored().remember({.run_id = "a", .canary = "b", .counter = 9});

    EXPECT_EQ(mirrored().memory().value(), (Memory{.run_id = "a", .canary = "b", .counter = 9}));
}

TEST_P(MirroredQueue, LetsSomebodyElseRunAJobThatIsInTheirHandsEvenWhilePaused) {
    const auto id = add("job-1-1");
    queue().pause("admin");
    const auto lease = queue().claim_one(id, "bull", lease_time).value();
    const Fence fence{.job = id, .epoch = lease.epoch};

    EXPECT_EQ(lease.job.processed_by, "bull");
    EXPECT_EQ(queue().find(id).value().processed_by, "bull");
    EXPECT_EQ(mirrored().elsewhere().at(0).job.id, id);
    EXPECT_FALSE(queue().claim_one(id, "bull", lease_time));
    queue().complete(fence, {.message = "by bull", .report_name = ""}).value();
    EXPECT_EQ(queue().find(id).value().processed_by, "bull");
    EXPECT_THAT(mirrored().elsewhere(), IsEmpty());
}

TEST_P(MirroredQueue, RunsAJobItselfAgainOnceItWasGivenBack) {
    const auto id = add("job-1-1");
    queue().claim_one(id, "bull", lease_time).value();
    pass(lease_time + milliseconds{1});

    const auto fence = claim();

    EXPECT_EQ(fence.job, id);
    EXPECT_EQ(queue().find(id).value().processed_by, "");
}

TEST_P(MirroredQueue, HandsOverWhatTurnsOutToBeInOtherHands) {
    const auto id = add("job-1-1");
    const auto fence = claim();

    queue().hand_over(fence, "bull").value();

    EXPECT_EQ(queue().find(id).value().processed_by, "bull");
    EXPECT_EQ(mirrored().elsewhere().at(0).job.id, id);
}

TEST_P(MirroredQueue, RefusesToHandOverWhatAnotherHolds) {
    add("job-1-1");
    auto fence = claim();
    ++fence.epoch;

    EXPECT_EQ(queue().hand_over(fence, "bull").error().code, Errc::lease_lost);
}

TEST_P(MirroredQueue, PromotesADelayedJobAlone) {
    NewJob job;
    job.id = JobId::parse("job-1-1").value();
    job.owner.user_id = "user-1";
    job.run_at = Instant::max() - std::chrono::hours{1};
    queue().add(job).value();

    EXPECT_EQ(queue().promote(job.id, "admin").value().state, JobState::waiting);
    EXPECT_EQ(queue().promote(job.id, "admin").error().code, Errc::wrong_state);
    EXPECT_EQ(
        queue().promote(JobId::parse("job-9-9").value(), "admin").error().code, Errc::not_found
    );
}

}  // namespace
}  // namespace rollcall::queue::sql
