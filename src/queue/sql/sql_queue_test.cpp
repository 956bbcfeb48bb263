#include "queue/sql/sql_queue.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "base/manual_clock.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/statements.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class SqlQueueTables : public testing::Test {
public:
    SqlQueueTables() {
        const std::array rooms{migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store_, rooms));
    }

protected:
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
    void execute(const std::string& sql) {
        store_.alone([&](auto& connection) { connection.execute(sql); });
    }
    std::vector<std::string> texts(std::string_view sql) {
        return store_.read([&](auto& connection) {
            auto query = connection.prepare(sql);
            std::vector<std::string> rows;
            while (query.step())
                rows.emplace_back(query.text(0));
            return rows;
        });
    }
    std::string plan_of(std::string_view sql) {
        return store_.read([&](auto& connection) {
            auto plan = connection.prepare("EXPLAIN QUERY PLAN " + std::string(sql));
            std::string text;
            while (plan.step())
                text += std::string(plan.text(3)) + '\n';
            return text;
        });
    }
    static NewJob job(std::string_view id) {
        NewJob job;
        job.id = JobId::parse(id).value();
        job.owner.user_id = "user-1";
        job.file_sha256 = std::string(id);
        return job;
    }

    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    ManualClock clock_;
    db::sqlite::SqliteDatabase database_{store_, clock_};
    SqlQueue queue_{database_, {}, {}};
};

TEST_F(SqlQueueTables, RefuseEveryArrowThatIsNotDrawn) {
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

TEST_F(SqlQueueTables, RefuseAStateWithoutWhatBelongsToIt) {
    queue_.add(job("job-1-1")).value();

    EXPECT_THROW(execute("UPDATE jobs SET state = 'active'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET state = 'cancelled'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET finished_ms = 1"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET state = 'paused'"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET progress = 101"), Failure);
}

TEST_F(SqlQueueTables, RefuseWhatGoesBack) {
    queue_.add(job("job-1-1")).value();
    execute("UPDATE jobs SET progress = 10, seq = 10");

    EXPECT_THROW(execute("UPDATE jobs SET progress = 9"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET seq = 9"), Failure);
    EXPECT_THROW(execute("UPDATE jobs SET epoch = -1"), Failure);
    EXPECT_THROW(execute("DELETE FROM jobs"), Failure);
}

TEST_F(SqlQueueTables, AuditWhatPeopleDid) {
    auto forced = job("job-1-2");
    forced.force = true;
    queue_.add(job("job-1-1")).value();
    queue_.add(forced).value();
    queue_.cancel(forced.id, "admin@example.org").value();
    const auto lease = queue_.claim("worker-1", Milliseconds{1'000}).value();
    const Fence fence{.job = lease.job.id, .epoch = lease.epoch};
    queue_.fail(fence, {.code = "X", .message = "x"}, false).value();
    queue_.retry(fence.job, "admin-1").value();
    queue_.pause("admin-1");
    queue_.resume("admin-1");
    clock_.advance(Milliseconds{1});
    queue_.clean(clock_.now(), 10, "admin-1");

    EXPECT_THAT(
        texts("SELECT action || ' ' || job_id || ' ' || actor || ' ' || details FROM audit"),
        ElementsAre(
            "upload job-1-1 user-1 ",
            "upload job-1-2 user-1 force",
            "cancel job-1-2 admin@example.org ",
            "retry job-1-1 admin-1 ",
            "pause  admin-1 ",
            "resume  admin-1 ",
            "clean  admin-1 1 jobs"
        )
    );
}

TEST_F(SqlQueueTables, RefuseToChangeTheAudit) {
    queue_.add(job("job-1-1")).value();

    EXPECT_THROW(execute("UPDATE audit SET actor = 'x'"), Failure);
    EXPECT_THROW(execute("DELETE FROM audit"), Failure);
}

TEST_F(SqlQueueTables, ServeAClaimByIndexAlone) {
    const auto plan = plan_of(statements::claim);

    EXPECT_THAT(plan, HasSubstr("jobs_waiting (priority=?)"));
    EXPECT_THAT(plan, HasSubstr("jobs_waiting (priority>?)"));
    EXPECT_THAT(plan, Not(HasSubstr("SCAN jobs")));
}

TEST_F(SqlQueueTables, TellAPositionByTheIndexAlone) {
    const auto plan = plan_of(statements::position);

    EXPECT_THAT(
        plan, HasSubstr("other USING COVERING INDEX jobs_waiting (priority=? AND queued_ms<?)")
    );
    EXPECT_THAT(
        plan, HasSubstr("other USING COVERING INDEX jobs_waiting (priority=? AND queued_ms>?")
    );
}

TEST_F(SqlQueueTables, ForgetOldKeysAtASweep) {
    auto keyed = job("job-1-1");
    keyed.idempotency = {.key = "key", .fingerprint = "print"};
    queue_.add(keyed).value();
    clock_.advance(keys_live + Milliseconds{1});

    queue_.sweep();

    EXPECT_THAT(texts("SELECT key FROM idempotency"), ElementsAre());
}

TEST_F(SqlQueueTables, ABrokenStoreChangesNothing) {
    queue_.add(job("job-1-1")).value();
    execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk'); END");

    EXPECT_THROW(std::ignore = queue_.cancel(job("job-1-1").id, "user-1"), Failure);
    EXPECT_THROW(std::ignore = queue_.add(job("job-1-2")), Failure);

    EXPECT_EQ(queue_.find(job("job-1-1").id)->state, JobState::waiting);
    EXPECT_FALSE(queue_.find(job("job-1-2").id));
}

}  // namespace
}  // namespace rollcall::queue::sql
