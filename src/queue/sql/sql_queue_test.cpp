#include "queue/sql/sql_queue.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/manual_clock.hpp"
#include "db/database.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/postgres/statements.hpp"
#include "queue/sql/statements.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

// The queue's tables in one of the databases, with words for what the queue would never say.
class Tables {
public:
    Tables() = default;
    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;
    virtual ~Tables() = default;

    virtual db::Database& database() = 0;
    virtual void execute(const std::string& sql) = 0;
    // What stands in the column of the rows.
    virtual std::vector<std::string> texts(std::string_view sql, int column) = 0;

    ManualClock clock;
};

class SqliteTables final : public Tables {
public:
    SqliteTables() {
        const std::array rooms{migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }
    void execute(const std::string& sql) override {
        store_.alone([&](auto& connection) { connection.execute(sql); });
    }
    std::vector<std::string> texts(std::string_view sql, int column) override {
        return store_.read([&](auto& connection) {
            auto query = connection.prepare(sql);
            std::vector<std::string> rows;
            while (query.step())
                rows.emplace_back(query.text(column));
            return rows;
        });
    }

private:
    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    db::sqlite::SqliteDatabase database_{store_, clock};
};

class PostgresTables final : public Tables {
public:
    PostgresTables() {
        const std::array rooms{postgres_migrations()};
        EXPECT_TRUE(db::postgres::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }
    void execute(const std::string& sql) override { store_.borrow()->execute(sql); }
    std::vector<std::string> texts(std::string_view sql, int column) override {
        return store_.read([&](auto& connection) {
            auto& query = connection.prepared(sql);
            std::vector<std::string> rows;
            while (query.step())
                rows.emplace_back(query.text(column));
            return rows;
        });
    }

private:
    tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
    db::postgres::PostgresDatabase database_{store_, &clock};
};

class SqlQueueTables : public testing::TestWithParam<std::string_view> {
protected:
    void SetUp() override {
        if (GetParam() == "Sqlite") {
            tables_ = std::make_unique<SqliteTables>();
        } else {
            if (!tests::has_postgres()) GTEST_SKIP() << tests::no_postgres;
            tables_ = std::make_unique<PostgresTables>();
        }
        queue_ = std::make_unique<SqlQueue>(
            tables_->database(),
            QueueLimits{},
            RetryPolicy{},
            nullptr,
            [this](db::Session& session, const JobId& id, std::uint64_t epoch) {
                auto ended = session.query("SELECT 1 FROM jobs WHERE id = ?1 AND finished_ms > 0");
                ended.with(id.text());
                if (ended.step()) abandoned_.push_back(fmt::format("{} {}", id.text(), epoch));
            }
        );
    }

    // A new job in the state, by plain SQL along the drawn arrows.
    void put(std::string_view state) {
        const std::string begin = state == "delayed" ? "'delayed', 1" : "'waiting', NULL";
        execute(
            "INSERT INTO jobs (id, user_id, email, role, province_code, municipality_code,"
            " file_name, file_size, file_sha256, mode, dry_run, priority, attempts_max, created_ms,"
            " queued_ms, state, run_at_ms) VALUES ('job-1-' || (SELECT count(*) FROM jobs), 'u',"
            " 'e', 'r', '', '', 'f', 1, 's', 'upsert', 0, 1, 2, 1, 1, " +
            begin + ")"
        );
        if (state == "completed" || state == "failed") execute(change_to("active"));
        execute(change_to(state));
    }
    // Gives the newest job the state, and what belongs to it.
    static std::string change_to(std::string_view state) {
        const bool ended = state == "completed" || state == "failed" || state == "cancelled";
        return fmt::format(
            "UPDATE jobs SET state = '{}', run_at_ms = {}, finished_ms = {}, lease_until_ms = {},"
            " epoch = 1, started_ms = 1, error_code = 'X', error_message = 'x'"
            " WHERE number = (SELECT max(number) FROM jobs)",
            state,
            state == "delayed" ? "1" : "NULL",
            ended ? "1" : "NULL",
            state == "active" ? "1" : "NULL"
        );
    }
    bool allows(std::string_view from, std::string_view to) {
        put(from);
        try {
            execute(change_to(to));
            return true;
        } catch (const Failure&) {
            return false;
        }
    }
    SqlQueue& queue() { return *queue_; }
    ManualClock& clock() { return tables_->clock; }
    void execute(const std::string& sql) { tables_->execute(sql); }
    std::vector<std::string> texts(std::string_view sql) { return tables_->texts(sql, 0); }
    // Told of jobs that ended without their workers, in the transactions that ended them.
    const std::vector<std::string>& abandoned() const { return abandoned_; }
    static NewJob job(std::string_view id) {
        NewJob job;
        job.id = JobId::parse(id).value();
        job.owner.user_id = "user-1";
        job.file_sha256 = std::string(id);
        return job;
    }

private:
    std::unique_ptr<Tables> tables_;
    std::unique_ptr<SqlQueue> queue_;
    std::vector<std::string> abandoned_;
};

INSTANTIATE_TEST_SUITE_P(
    Every,
    SqlQueueTables,
    testing::Values("Sqlite", "Postgres"),
    [](const auto& implementation) { return std::string(implementation.param); }
);

TEST_P(SqlQueueTables, RefuseEveryArrowThatIsNotDrawn) {
    constexpr std::array states{"waiting", "delayed", "active", "completed", "failed", "cancelled"};
    std::vector<std::string> allowed;
    for (const std::string from : states) {
        for (const std::string to : states) {
            if (from != to && allows(from, to)) allowed.push_back(fmt::format("{} {}", from, to));
        }
    }

    EXPECT_THAT(
        allowed,
        UnorderedElementsAre(
            "delayed waiting",
            "delayed cancelled",
            "waiting active",
            "waiting cancelled",
            "active waiting",
            "active delayed",
            "active completed",
            "active failed",
            "active cancelled",
            "failed waiting"
        )
    );
}

TEST_P(SqlQueueTables, RefuseAStateWithoutWhatBelongsToIt) {
    queue().add(job("job-1-1")).value();

    EXPECT_THROW(execute("UPDATE jobs SET state = 'active'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET state = 'cancelled'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET finished_ms = 1"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET state = 'paused'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET progress = 101"), Failure);
}

TEST_P(SqlQueueTables, RefuseWhatGoesBack) {
    queue().add(job("job-1-1")).value();
    execute("UPDATE jobs SET progress = 10, seq = 10");

    EXPECT_THROW(execute("UPDATE jobs SET progress = 9"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET seq = 9"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET epoch = -1"), Failure);
    EXPECT_THROW(execute("DELETE FROM jobs"), Failure);
}

TEST_P(SqlQueueTables, AuditWhatPeopleDid) {
    auto forced = job("job-1-2");
    forced.force = true;
    forced.origin = "192.0.2.7";
    queue().add(job("job-1-1")).value();
    queue().add(forced).value();
    queue().cancel(forced.id, {"admin@example.org", "192.0.2.8"}).value();
    const auto lease = queue().claim("worker-1", Milliseconds{1'000}).value();
    const Fence fence{.job = lease.job.id, .epoch = lease.epoch};
    queue().fail(fence, {.code = "X", .message = "x"}, false).value();
    queue().retry(fence.job, {"admin-1", "192.0.2.1"}).value();
    queue().pause({"admin-1", "192.0.2.2"});
    queue().resume({"admin-1", "192.0.2.3"});
    clock().advance(Milliseconds{1});
    queue().clean(clock().now(), 10, {"admin-1", "192.0.2.4"});

    EXPECT_THAT(
        texts("SELECT action || ' ' || job_id || ' ' || actor || ' ' || details || ' ' || origin "
              "FROM audit ORDER BY number"),
        ElementsAre(
            "upload job-1-1 user-1  ",
            "upload job-1-2 user-1 force 192.0.2.7",
            "cancel job-1-2 admin@example.org  192.0.2.8",
            "retry job-1-1 admin-1  192.0.2.1",
            "pause  admin-1  192.0.2.2",
            "resume  admin-1  192.0.2.3",
            "clean  admin-1 1 jobs 192.0.2.4"
        )
    );
}

TEST_P(SqlQueueTables, RefuseToChangeTheAudit) {
    queue().add(job("job-1-1")).value();

    EXPECT_THROW(execute("UPDATE audit SET actor = 'x'"), Failure);
    EXPECT_THROW(execute("DELETE FROM audit"), Failure);
}

TEST_P(SqlQueueTables, ForgetOldKeysAtASweep) {
    auto keyed = job("job-1-1");
    keyed.idempotency = {.key = "key", .fingerprint = "print"};
    queue().add(keyed).value();
    clock().advance(keys_live + Milliseconds{1});

    queue().sweep();

    EXPECT_THAT(texts("SELECT key FROM idempotency"), ElementsAre());
}

TEST_P(SqlQueueTables, ABrokenStoreChangesNothing) {
    queue().add(job("job-1-1")).value();
    execute("ALTER TABLE audit RENAME TO gone");

    EXPECT_THROW(std::ignore = queue().cancel(job("job-1-1").id, "user-1"), Failure);
    EXPECT_THROW(std::ignore = queue().add(job("job-1-2")), Failure);

    EXPECT_EQ(queue().find(job("job-1-1").id)->state, JobState::waiting);
    EXPECT_FALSE(queue().find(job("job-1-2").id));
}

std::string joined(const std::vector<std::string>& lines) {
    return fmt::format("{}", fmt::join(lines, "\n"));
}

TEST(SqliteQueue, ServesAClaimByIndexAlone) {
    SqliteTables tables;

    const auto plan =
        joined(tables.texts("EXPLAIN QUERY PLAN " + std::string(statements::claim), 3));

    EXPECT_THAT(plan, HasSubstr("jobs_waiting (priority=?)"));
    EXPECT_THAT(plan, HasSubstr("jobs_waiting (priority>?)"));
    EXPECT_THAT(plan, Not(HasSubstr("SCAN jobs")));
}

TEST(SqliteQueue, TellsAPositionByTheIndexAlone) {
    SqliteTables tables;

    const auto plan =
        joined(tables.texts("EXPLAIN QUERY PLAN " + std::string(statements::position), 3));

    EXPECT_THAT(
        plan, HasSubstr("other USING COVERING INDEX jobs_waiting (priority=? AND queued_ms<?)")
    );
    EXPECT_THAT(
        plan, HasSubstr("other USING COVERING INDEX jobs_waiting (priority=? AND queued_ms>?")
    );
}

class PostgresQueue : public testing::Test {
protected:
    void SetUp() override {
        if (!tests::has_postgres()) GTEST_SKIP() << tests::no_postgres;
        tables_ = std::make_unique<PostgresTables>();
    }
    Tables& tables() { return *tables_; }

private:
    std::unique_ptr<Tables> tables_;
};

TEST_F(PostgresQueue, ServesAClaimByIndexAloneHoweverNewItsTablesAre) {
    const auto claim = db::postgres::translate(postgres::statements::claim);
    tables().execute("PREPARE claim AS " + claim);

    const auto plan = joined(tables().texts("EXPLAIN EXECUTE claim ('w', 1, 1, 1)", 0));

    EXPECT_THAT(plan, HasSubstr("Scan using jobs_waiting on jobs"));
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on jobs")));
}

TEST_F(PostgresQueue, RefusesToEmptyItsTablesAtOnce) {
    EXPECT_THROW(tables().execute("TRUNCATE audit"), Failure);
    EXPECT_THROW(tables().execute("TRUNCATE jobs CASCADE"), Failure);
}

TEST_P(SqlQueueTables, TellWhenAJobEndsWithoutItsWorker) {
    for (const auto* id : {"job-1-1", "job-1-2", "job-1-3"})
        queue().add(job(id)).value();
    constexpr std::chrono::seconds lease{15};
    const auto known = queue().claim("ends it", lease).value();
    queue().complete({.job = known.job.id, .epoch = known.epoch}, {}).value();
    queue().cancel(JobId::parse("job-1-2").value(), "user-1").value();
    EXPECT_THAT(abandoned(), IsEmpty()) << "the worker knew, or there was none";

    for (std::uint32_t crash = 0; crash <= QueueLimits{}.stalls_max; ++crash) {
        EXPECT_THAT(abandoned(), IsEmpty()) << "it will run again";
        queue().claim("dies", lease).value();
        clock().advance(2 * lease);
        queue().sweep();
    }

    EXPECT_THAT(abandoned(), ElementsAre("job-1-3 4"));
}

TEST_P(SqlQueueTables, TellWhenAJobIsCancelledBetweenTwoAttempts) {
    queue().add(job("job-1-1")).value();
    const auto lost = queue().claim("stops", std::chrono::seconds{15}).value();
    queue().give_back({.job = lost.job.id, .epoch = lost.epoch}).value();

    queue().cancel(lost.job.id, "user-1").value();

    EXPECT_THAT(abandoned(), ElementsAre("job-1-1 1"));
}

TEST_F(PostgresQueue, CountsOpenJobsInParts) {
    SqlQueue queue(tables().database(), {}, {});
    NewJob job;
    for (const auto* id : {"job-1-1", "job-1-2", "job-1-3"}) {
        job.id = JobId::parse(id).value();
        job.file_sha256 = id;
        queue.add(job).value();
    }
    queue.cancel(job.id, "user-1").value();

    EXPECT_THAT(tables().texts("SELECT sum(jobs)::text FROM queue_open", 0), ElementsAre("2"));
}

}  // namespace
}  // namespace rollcall::queue::sql
