#include "db/sqlite/migrate.hpp"

#include <array>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::sqlite {
namespace {

const Migrations first{"pets", {"CREATE TABLE pets (name TEXT)"}};
const Migrations second{
    "pets",
    {"CREATE TABLE pets (name TEXT)", "ALTER TABLE pets ADD COLUMN age INTEGER"}};
const Migrations broken{
    "pets",
    {"CREATE TABLE pets (name TEXT)",
     "CREATE TABLE toys (name TEXT); INSERT INTO nowhere VALUES (1)"}};

class Migrate : public testing::Test {
protected:
    std::string ask(Store& store, const std::string& sql) {
        return store.read([&](Connection& connection) {
            auto query = connection.prepare(sql);
            return query.step() ? std::string(query.text(0)) : "no row";
        });
    }
    std::string backup() const { return path_ + ".before-1"; }

    tests::TemporaryFolder folder_;
    std::string path_ = folder_ / "store.db";
    Store store_{path_};
};

TEST_F(Migrate, MakesTheTablesOfANewDatabase) {
    ASSERT_TRUE(migrate(store_, std::array{second}));

    EXPECT_EQ(ask(store_, "SELECT count(age) FROM pets"), "0");
    EXPECT_EQ(ask(store_, "SELECT version FROM schema_version WHERE room = 'pets'"), "2");
}

TEST_F(Migrate, BacksANewDatabaseUpByNothing) {
    ASSERT_TRUE(migrate(store_, std::array{first}));

    EXPECT_FALSE(std::filesystem::exists(path_ + ".before-0"));
}

TEST_F(Migrate, RunsOnlyTheStepsThatAreMissing) {
    ASSERT_TRUE(migrate(store_, std::array{first}));
    store_.write([](Connection& connection) {
        connection.execute("INSERT INTO pets VALUES ('Rex')");
    });

    ASSERT_TRUE(migrate(store_, std::array{second}));

    EXPECT_EQ(ask(store_, "SELECT name FROM pets WHERE age IS NULL"), "Rex");
}

TEST_F(Migrate, CopiesTheDatabaseBeforeItChangesIt) {
    ASSERT_TRUE(migrate(store_, std::array{first}));
    store_.write([](Connection& connection) {
        connection.execute("INSERT INTO pets VALUES ('Rex')");
    });

    ASSERT_TRUE(migrate(store_, std::array{second}));

    Store copy(backup());
    EXPECT_EQ(ask(copy, "SELECT name FROM pets"), "Rex");
    EXPECT_EQ(ask(copy, "SELECT version FROM schema_version"), "1");
}

TEST_F(Migrate, CopiesNothingWhenNothingIsMissing) {
    ASSERT_TRUE(migrate(store_, std::array{first}));

    ASSERT_TRUE(migrate(store_, std::array{first}));

    EXPECT_FALSE(std::filesystem::exists(backup()));
}

TEST_F(Migrate, RefusesANewerDatabaseAndLeavesIt) {
    ASSERT_TRUE(migrate(store_, std::array{second}));

    const auto migrated = migrate(store_, std::array{first});

    ASSERT_FALSE(migrated);
    EXPECT_EQ(migrated.error().code, Errc::wrong_state);
    EXPECT_EQ(ask(store_, "SELECT version FROM schema_version"), "2");
}

TEST_F(Migrate, LeavesNothingOfAStepThatFails) {
    ASSERT_TRUE(migrate(store_, std::array{first}));

    EXPECT_THROW(std::ignore = migrate(store_, std::array{broken}), Failure);

    EXPECT_EQ(ask(store_, "SELECT version FROM schema_version"), "1");
    EXPECT_EQ(ask(store_, "SELECT count(*) FROM sqlite_schema WHERE name = 'toys'"), "0");
}

TEST_F(Migrate, CountsEachRoomByItself) {
    const Migrations other{"toys", {"CREATE TABLE toys (name TEXT)"}};

    ASSERT_TRUE(migrate(store_, std::array{second, other}));

    EXPECT_EQ(ask(store_, "SELECT version FROM schema_version WHERE room = 'pets'"), "2");
    EXPECT_EQ(ask(store_, "SELECT version FROM schema_version WHERE room = 'toys'"), "1");
}

}  // namespace
}  // namespace rollcall::db::sqlite
