#include "db/postgres/database.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/manual_clock.hpp"
#include "db/database.hpp"
#include "db/postgres/store.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::db::postgres {
namespace {

TEST(PostgresText, NumbersParametersAndReadsWhatIsItsAlone) {
    EXPECT_EQ(
        translate("SELECT a FROM b WHERE c = ?1 AND d = ?12 -- why?\n--postgres FOR UPDATE\n"),
        "SELECT a FROM b WHERE c = $1 AND d = $12 -- why?\nFOR UPDATE\n"
    );
}

class PostgresDatabaseTest : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (IsSkipped()) return;
        store_ = std::make_unique<Store>(url());
        store_->borrow()->execute("CREATE TABLE things (name text, size bigint)");
    }
    Store& store() { return *store_; }

private:
    std::unique_ptr<Store> store_;
};

TEST_F(PostgresDatabaseTest, CommitsWhatReturnsAndReadsItAgain) {
    PostgresDatabase database(store());

    database.write([](Session& session) {
        session.query("INSERT INTO things VALUES (?1, ?2)").with("one").with(7).step();
    });

    EXPECT_EQ(
        database.read([](Session& session) {
            auto query = session.query("SELECT name, size FROM things");
            return query.step() ? std::string(query.text(0)) + std::to_string(query.integer(1))
                                : "";
        }),
        "one7"
    );
}

TEST_F(PostgresDatabaseTest, RollsBackWhatThrows) {
    PostgresDatabase database(store());

    EXPECT_THROW(
        database.write([](Session& session) {
            session.query("INSERT INTO things VALUES ('one', 1)").step();
            throw Failure("no");
        }),
        Failure
    );

    EXPECT_EQ(
        database.read([](Session& session) {
            auto query = session.query("SELECT count(*) FROM things");
            query.step();
            return query.integer(0);
        }),
        0
    );
}

TEST_F(PostgresDatabaseTest, TakesATwinOfItsOwn) {
    PostgresDatabase database(store());
    constexpr Twins twins{.sqlite = "no statement", .postgres = "SELECT 1"};

    EXPECT_TRUE(database.read([&](Session& session) { return session.query(twins).step(); }));
}

TEST_F(PostgresDatabaseTest, TellsTheServersTimeUnlessATestBringsOne) {
    const ManualClock clock{Instant{Milliseconds{17}}};
    PostgresDatabase tested(store(), &clock);
    PostgresDatabase real(store());
    const auto time = [](Session& session) { return session.now(); };

    EXPECT_EQ(tested.write(time), clock.now());
    EXPECT_EQ(tested.read(time), clock.now());
    const auto before = real.write(time);
    EXPECT_GT(before, clock.now());
    EXPECT_GE(real.read(time), before);
}

}  // namespace
}  // namespace rollcall::db::postgres
