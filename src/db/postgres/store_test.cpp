#include "db/postgres/store.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/failure.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/transaction.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::db::postgres {
namespace {

using testing::HasSubstr;

class PostgresStore : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (IsSkipped()) return;
        store_ = std::make_unique<Store>(url());
        other_ = std::make_unique<Connection>(url());
        other().execute("CREATE TABLE things (name text)");
    }
    Store& store() { return *store_; }
    Connection& other() { return *other_; }

    std::int64_t count() {
        auto& count = other().prepared("SELECT count(*) FROM things");
        count.step();
        return count.integer(0);
    }
    void terminate(const Connection& connection) {
        auto& end = other().prepared("SELECT pg_terminate_backend($1::int, 60000)");
        end.bind(1, connection.backend()).run();
    }

private:
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> other_;
};

constexpr const char* insert = "INSERT INTO things VALUES ('one')";

TEST_F(PostgresStore, CommitsWhatReturns) {
    const auto answer = store().write([](Connection& connection, const Transaction&) {
        connection.execute(insert);
        return 42;
    });

    EXPECT_EQ(answer, 42);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresStore, RollsBackWhatThrows) {
    EXPECT_THROW(
        store().write([](Connection& connection, const Transaction&) {
            connection.execute(insert);
            throw Failure("no");
        }),
        Failure
    );

    EXPECT_EQ(count(), 0);
}

TEST_F(PostgresStore, RunsATransactionAgainWhenItsConnectionBreaksBeforeTheCommit) {
    int runs = 0;

    store().write([&](Connection& connection, const Transaction&) {
        if (++runs == 1) terminate(connection);
        connection.execute(insert);
    });

    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresStore, RunsATransactionAgainThatADeadlockRolledBack) {
    int runs = 0;

    store().write([&](Connection& connection, const Transaction&) {
        connection.execute(insert);
        if (++runs < 5) {
            connection.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'as a deadlock' USING ERRCODE = '40P01'; END $$"
            );
        }
    });

    EXPECT_EQ(runs, 5);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresStore, GivesUpAfterFiveTries) {
    int runs = 0;

    EXPECT_THROW(
        store().write([&](Connection& connection, const Transaction&) {
            ++runs;
            connection.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"
            );
        }),
        PostgresFailure
    );

    EXPECT_EQ(runs, 5);
}

TEST_F(PostgresStore, DoesNotRepeatWhatAConstraintForbids) {
    other().execute("ALTER TABLE things ADD CHECK (name <> 'one')");
    int runs = 0;

    EXPECT_THROW(
        store().write([&](Connection& connection, const Transaction&) {
            ++runs;
            connection.execute(insert);
        }),
        PostgresFailure
    );

    EXPECT_EQ(runs, 1);
}

TEST_F(PostgresStore, NeedsNoConnectionThatOutlivesTheServersOwn) {
    const auto backend = store().read([](Connection& connection) { return connection.backend(); });
    auto& end = other().prepared("SELECT pg_terminate_backend($1::int, 60000)");
    end.bind(1, backend).run();

    EXPECT_TRUE(store().read([](Connection& connection) {
        return connection.prepared("SELECT 1").run() == 1;
    }));
}

TEST_F(PostgresStore, KnowsAfterwardsThatACommitHappened) {
    auto connection = store().connect();
    Transaction transaction(*connection);
    connection->execute(insert);
    const auto id = transaction.id();

    transaction.commit();

    EXPECT_TRUE(committed(other(), id));
}

TEST_F(PostgresStore, KnowsAfterwardsThatATransactionWasRolledBack) {
    auto connection = store().connect();
    TransactionId id;
    {
        const Transaction transaction(*connection);
        id = transaction.id();
        connection->execute(insert);
    }

    EXPECT_FALSE(committed(other(), id));
}

TEST_F(PostgresStore, EndsATransactionOfWhichNobodyKnowsTheEnd) {
    auto connection = store().connect();
    const Transaction transaction(*connection);
    connection->execute(insert);

    EXPECT_FALSE(committed(other(), transaction.id()));
    EXPECT_EQ(count(), 0);
}

TEST_F(PostgresStore, RefusesToGuessOfATransactionThatTheServerDoesNotKnow) {
    EXPECT_THROW(committed(other(), {"900000000000", 1}), PostgresFailure);
}

TEST_F(PostgresStore, DoesNotAskForTheTracesOfACommitThatWasAnswered) {
    int asked = 0;

    store().write(
        [](Connection& connection, const Transaction&) { connection.execute(insert); },
        [&](Connection&) { return ++asked == 0; }
    );

    EXPECT_EQ(asked, 0);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresStore, TellsTheDatabasesTime) {
    const auto now = store().write([](Connection&, const Transaction& transaction) {
        return transaction.now_ms();
    });

    auto& clock = other().prepared("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
    clock.step();
    EXPECT_LE(now, clock.integer(0));
    EXPECT_GT(now, clock.integer(0) - 3'600'000);
}

TEST_F(PostgresStore, AnswersOnlyWhileTheServerDoes) {
    EXPECT_TRUE(store().answers());
    EXPECT_FALSE(Store("postgresql://postgres@127.0.0.1:1/none").answers());
}

Migrations room(std::vector<std::string_view> steps) {
    return {"things", std::move(steps)};
}

TEST_F(PostgresStore, RunsEachStepOfAMigrationOnce) {
    const std::array first{room({"CREATE TABLE a (n int)"})};
    const std::array second{room({"CREATE TABLE a (n int)", "ALTER TABLE a ADD b int"})};

    EXPECT_TRUE(migrate(store(), first));
    EXPECT_TRUE(migrate(store(), second));
    EXPECT_TRUE(migrate(store(), second));

    EXPECT_EQ(other().prepared("SELECT b FROM a").run(), 0);
}

TEST_F(PostgresStore, LeavesNothingOfAMigrationThatFails) {
    const std::array broken{room({"CREATE TABLE a (n int)", "no such statement"})};

    EXPECT_THROW(migrate(store(), broken).value(), PostgresFailure);

    EXPECT_THROW(other().execute("SELECT FROM a"), PostgresFailure);
}

TEST_F(PostgresStore, RefusesANewerDatabase) {
    ASSERT_TRUE(migrate(store(), std::array{room({"SELECT 1", "SELECT 2"})}));

    const auto refused = migrate(store(), std::array{room({"SELECT 1"})});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::wrong_state);
    EXPECT_THAT(refused.error().message, HasSubstr("version 2"));
}

TEST_F(PostgresStore, SaysWhatToRunWhenTablesAreMissing) {
    const auto refused = check_version(store(), std::array{room({"SELECT 1"})});

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("rollcall migrate"));
}

TEST_F(PostgresStore, HasNothingToSayOfTablesThatAreUpToDate) {
    const std::array rooms{room({"SELECT 1"})};
    ASSERT_TRUE(migrate(store(), rooms));

    EXPECT_TRUE(check_version(store(), rooms));
}

}  // namespace
}  // namespace rollcall::db::postgres
