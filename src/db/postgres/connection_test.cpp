#include "db/postgres/connection.hpp"

#include <chrono>
#include <cstdint>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "base/result.hpp"
#include "db/postgres/copy.hpp"
#include "db/postgres/failure.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::db::postgres {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

class PostgresConnection : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (!IsSkipped()) connection_ = std::make_unique<Connection>(url());
    }
    Connection& connection() { return *connection_; }

    PostgresFailure failure_of(const std::string& sql) {
        try {
            connection().execute(sql);
        } catch (const PostgresFailure& failure) {
            return failure;
        }
        ADD_FAILURE() << sql << " did not fail";
        return {"", "", Broken::other};
    }

private:
    std::unique_ptr<Connection> connection_;
};

TEST_F(PostgresConnection, CarriesNumbersTextsAndBytesBothWays) {
    const std::string bytes("\0\xff\n'\\", 5);
    auto& same = connection().prepared("SELECT $1::bigint, $2::text, $3::bytea, $4::int, $5::text");

    same.bind(1, std::numeric_limits<std::int64_t>::min())
        .bind(2, "O'Brien \\ ünï\t€")
        .bind_bytes(3, bytes)
        .bind(4, -7)
        .bind_or_null(5, {});

    ASSERT_TRUE(same.step());
    EXPECT_EQ(same.integer(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(same.text(1), "O'Brien \\ ünï\t€");
    EXPECT_EQ(same.bytes(2), bytes);
    EXPECT_EQ(same.integer(3), -7);
    EXPECT_TRUE(same.is_null(4));
    EXPECT_FALSE(same.step());
}

TEST_F(PostgresConnection, KeepsAnEmptyTextApartFromNull) {
    auto& same = connection().prepared("SELECT $1::text, $2::text");

    same.bind_or_null(1, "").bind_or_null(2, std::string_view());

    ASSERT_TRUE(same.step());
    EXPECT_FALSE(same.is_null(0));
    EXPECT_TRUE(same.is_null(1));
}

TEST_F(PostgresConnection, PreparesAStatementOnce) {
    connection().prepared("SELECT 1").run();
    connection().prepared("SELECT 1").run();

    auto& count = connection().prepared("SELECT count(*) FROM pg_prepared_statements");
    ASSERT_TRUE(count.step());
    EXPECT_EQ(count.integer(0), 2);
}

TEST_F(PostgresConnection, CountsWhatAStatementChanged) {
    connection().execute("CREATE TABLE things (name text)");

    EXPECT_EQ(connection().prepared("INSERT INTO things VALUES ('a'), ('b')").run(), 2);
    EXPECT_EQ(connection().prepared("DELETE FROM things WHERE name = 'c'").run(), 0);
}

TEST_F(PostgresConnection, LetsNoStoppedProgramHoldLocksForLong) {
    struct Case {
        std::string setting;
        std::string expected;
    };
    for (const auto& [setting, expected] : {
             Case{"idle_in_transaction_session_timeout", "10s"},
             Case{"lock_timeout", "5s"},
             Case{"statement_timeout", "1min"},
             Case{"synchronous_commit", "on"},
         }) {
        SCOPED_TRACE(setting);
        auto& show = connection().prepared("SELECT current_setting($1)");
        show.bind(1, setting);
        ASSERT_TRUE(show.step());
        EXPECT_EQ(show.text(0), expected);
    }
}

TEST_F(PostgresConnection, TellsOfDataNothingButItsKind) {
    const auto failure = failure_of("SELECT 'Thandi'::bigint");

    EXPECT_EQ(failure.sqlstate(), "22P02");
    EXPECT_EQ(failure.broken(), Broken::other);
    EXPECT_THAT(failure.what(), Not(HasSubstr("Thandi")));
}

TEST_F(PostgresConnection, NamesTheConstraintAndNotTheValue) {
    connection().execute("CREATE TABLE things (name text CONSTRAINT one_of_a_kind UNIQUE)");
    connection().execute("INSERT INTO things VALUES ('Thandi')");

    const auto failure = failure_of("INSERT INTO things VALUES ('Thandi')");

    EXPECT_TRUE(failure.forbids_row());
    EXPECT_THAT(failure.what(), HasSubstr("one_of_a_kind"));
    EXPECT_THAT(failure.what(), Not(HasSubstr("Thandi")));
}

TEST_F(PostgresConnection, KnowsALostConnection) {
    Connection other(url());

    EXPECT_EQ(failure_of("SELECT pg_terminate_backend(pg_backend_pid())").connection_lost(), true);
    EXPECT_FALSE(connection().alive());
    EXPECT_TRUE(other.alive());
}

TEST_F(PostgresConnection, SaysWhatIsOutOfReach) {
    try {
        const Connection nowhere("postgresql://postgres@127.0.0.1:1/none");
        FAIL() << "connected to nothing";
    } catch (const PostgresFailure& failure) {
        EXPECT_TRUE(failure.connection_lost());
        EXPECT_EQ(failure.broken(), Broken::database);
        EXPECT_THAT(failure.what(), HasSubstr("127.0.0.1"));
    }
}

TEST_F(PostgresConnection, LogsWhatTheServerSaysUnasked) {
    testing::internal::CaptureStderr();
    connection().execute("COMMIT");

    EXPECT_THAT(
        testing::internal::GetCapturedStderr(),
        HasSubstr("warning db: postgresql: WARNING: there is no transaction in progress [25P01]")
    );
}

TEST_F(PostgresConnection, LogsWhyItsSessionWasEnded) {
    Connection other(url());
    const auto idle = std::to_string(other.backend());
    // Waits for its end, so that the server's last word is there.
    connection().execute("SELECT pg_terminate_backend(" + idle + ", 30000)");

    testing::internal::CaptureStderr();
    EXPECT_THROW((void)other.next_notification(seconds{30}), PostgresFailure);

    EXPECT_THAT(
        testing::internal::GetCapturedStderr(),
        HasSubstr("warning db: postgresql: FATAL: terminating connection")
    );
}

TEST_F(PostgresConnection, LogsOfAFunctionsNoticeItsKindAlone) {
    connection().execute("SET client_min_messages = notice");

    testing::internal::CaptureStderr();
    connection().execute("DO $$ BEGIN RAISE NOTICE 'Thandi' USING ERRCODE = '01R01'; END $$");

    const auto logged = testing::internal::GetCapturedStderr();
    EXPECT_THAT(logged, HasSubstr("postgresql: NOTICE: from a function or trigger [01R01]"));
    EXPECT_THAT(logged, Not(HasSubstr("Thandi")));
}

TEST_F(PostgresConnection, HearsANotification) {
    Connection other(url());
    connection().execute("LISTEN news");

    other.execute("NOTIFY news, 'of a kind'");

    const auto heard = connection().next_notification(seconds{30}).value_or(Notification{});
    EXPECT_EQ(heard.channel, "news");
    EXPECT_EQ(heard.payload, "of a kind");
}

TEST_F(PostgresConnection, ListensNoLongerOnceToldToStop) {
    std::stop_source stop;
    const auto asked = std::async(std::launch::async, [&] { stop.request_stop(); });

    EXPECT_FALSE(connection().next_notification(std::chrono::hours{24}, stop.get_token()));
}

TEST_F(PostgresConnection, CopiesRowsInAndOut) {
    connection().execute(
        "CREATE TABLE things (big bigint, small int, yes boolean, name text, bytes bytea)"
    );
    const std::string bytes("\0\1\xff", 3);
    CopyIn in(connection(), "COPY things FROM STDIN (FORMAT binary)");
    in.row(5).put(std::int64_t{-5'000'000'000}).put32(-3).put_boolean(true).put("é").put(bytes);
    in.row(5).put_null().put_null().put_null().put_or_null("").put_null();

    EXPECT_EQ(in.finish(), 2);

    CopyOut out(connection(), "COPY (SELECT name, bytes FROM things) TO STDOUT (FORMAT binary)");
    ASSERT_TRUE(out.next());
    EXPECT_EQ(out.field(), "é");
    EXPECT_EQ(out.field(), bytes);
    ASSERT_TRUE(out.next());
    EXPECT_EQ(out.field(), "");
    EXPECT_EQ(out.field(), std::nullopt);
    EXPECT_FALSE(out.next());
    auto& sum = connection().prepared("SELECT sum(big)::bigint, sum(small) FROM things");
    ASSERT_TRUE(sum.step());
    EXPECT_EQ(sum.integer(0), -5'000'000'000);
    EXPECT_EQ(sum.integer(1), -3);
}

TEST_F(PostgresConnection, LeavesNothingOfACopyThatIsGivenUp) {
    connection().execute("CREATE TABLE things (name text)");
    {
        CopyIn in(connection(), "COPY things FROM STDIN (FORMAT binary)");
        in.row(1).put("half");
    }

    auto& count = connection().prepared("SELECT count(*) FROM things");
    ASSERT_TRUE(count.step());
    EXPECT_EQ(count.integer(0), 0);
}

TEST_F(PostgresConnection, GoesOnAfterACopyOutThatWasNotReadToItsEnd) {
    {
        CopyOut out(
            connection(),
            "COPY (SELECT n::text FROM generate_series(1, 100000) AS n) TO STDOUT (FORMAT binary)"
        );
        ASSERT_TRUE(out.next());
    }

    EXPECT_EQ(connection().prepared("SELECT 1").run(), 1);
}

TEST_F(PostgresConnection, RefusesWhatAConstraintForbidsAndThrowsTheRest) {
    connection().execute(
        "CREATE TABLE things (name text CONSTRAINT no_secrets CHECK (name <> 'secret'))"
    );
    auto& insert = connection().prepared("INSERT INTO things VALUES ($1)");

    const auto taken = insert.bind(1, "known").try_run();
    insert.reset();
    const auto refused = insert.bind(1, "secret").try_run();

    ASSERT_TRUE(taken);
    EXPECT_EQ(*taken, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_EQ(
        refused.error().message,
        "new row for relation \"things\" violates check constraint \"no_secrets\""
    );
    connection().execute("BEGIN; DROP TABLE things");
    EXPECT_THROW(std::ignore = insert.try_run(), PostgresFailure);
}

TEST_F(PostgresConnection, RefusesACopyThatHoldsWhatAConstraintForbids) {
    connection().execute("CREATE TABLE things (name text PRIMARY KEY)");
    const auto copy = [&](std::string_view name) {
        CopyIn in(connection(), "COPY things FROM STDIN (FORMAT binary)");
        in.row(1).put("other").row(1).put(name);
        return in.try_finish();
    };

    const auto refused = copy("other");

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_EQ(copy("another"), 2);
}

TEST_F(PostgresConnection, RefusesACopyOfTheWrongWidth) {
    connection().execute("CREATE TABLE things (big bigint)");
    CopyIn in(connection(), "COPY things FROM STDIN (FORMAT binary)");
    in.row(1).put32(1);

    EXPECT_THROW(in.finish(), PostgresFailure);
    EXPECT_EQ(connection().prepared("SELECT 1").run(), 1);
}

}  // namespace
}  // namespace rollcall::db::postgres
