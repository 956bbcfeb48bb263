#include "app/postgres_stores.hpp"

#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/node.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/failure.hpp"
#include "base/result.hpp"
#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "event/bus.hpp"
#include "load/postgres/mapping.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::app {
namespace {

using testing::HasSubstr;

TEST(DatabaseName, TellsServerAndDatabaseAndNothingThatLetsAnybodyIn) {
    struct Case {
        const char* url;
        const char* name;
    };
    for (const auto& [url, name] : {
             Case{"postgresql://db.example.org/members", "postgresql://db.example.org/members"},
             Case{"postgresql://me:secret@db:5433/members", "postgresql://db:5433/members"},
             Case{"postgresql://me:s@cret@db/members", "postgresql://db/members"},
             Case{"postgresql://db/members?password=secret&user=me", "postgresql://db/members"},
             Case{"postgres:///members?host=/run/postgresql", "postgres:///members"},
         }) {
        SCOPED_TRACE(url);
        EXPECT_EQ(database_name(url), name);
    }
}

TEST(NodeName, StaysTheSameAndHasNoBlank) {
    EXPECT_EQ(node_name(), node_name());
    EXPECT_EQ(node_name().find(' '), std::string::npos);
    EXPECT_THAT(node_name(), HasSubstr(":" + std::to_string(::getpid()) + ":"));
}

class PostgresStoresTest : public tests::PostgresTest {
protected:
    Settings settings() const {
        Settings settings;
        settings.database_url = url();
        return settings;
    }
    // As another process would see them.
    Result<std::unique_ptr<Stores>> open(const tests::TemporaryFolder& folder) {
        return PostgresStores::open(settings(), {folder.path(), bus_});
    }

    tests::TemporaryFolder here_;
    tests::TemporaryFolder there_;
    event::Bus bus_;
};

TEST_F(PostgresStoresTest, AreOpenedOnlyOnceTheyAreMigrated) {
    const auto before = open(here_);
    ASSERT_FALSE(before.has_value());
    EXPECT_EQ(before.error().code, Errc::wrong_state);
    EXPECT_THAT(before.error().message, HasSubstr("rollcall migrate"));

    ASSERT_TRUE(PostgresStores::migrate(settings()).has_value());

    const auto after = open(here_);
    ASSERT_TRUE(after.has_value());
    EXPECT_THAT((*after)->failing(), testing::IsEmpty());
}

TEST_F(PostgresStoresTest, AreOpenedOnlyWithATableOfMembersThatFitsAndTellAllThatDoesNot) {
    ASSERT_TRUE(PostgresStores::migrate(settings()).has_value());
    db::postgres::Connection owner(url());
    owner.execute("CREATE TABLE people (id_no text, first text)");
    auto& schema = owner.prepared("SELECT current_schema()::text");
    ASSERT_TRUE(schema.step());
    auto mapped = settings();
    mapped.members = load::postgres::Mapping{
        std::string(schema.text(0)),
        "people",
        {{check::Field::id_number, "id_no"}, {check::Field::surname, "last"}}};

    const auto before = PostgresStores::open(mapped, {here_.path(), bus_});
    ASSERT_FALSE(before.has_value());
    EXPECT_EQ(before.error().code, Errc::wrong_state);
    EXPECT_THAT(before.error().message, HasSubstr("has no column \"last\"\n"));
    EXPECT_THAT(before.error().message, HasSubstr("add UNIQUE (\"id_no\")\n"));

    owner.execute("ALTER TABLE people ADD last text, ADD UNIQUE (id_no)");

    EXPECT_TRUE(PostgresStores::open(mapped, {here_.path(), bus_}).has_value());
}

TEST_F(PostgresStoresTest, WhatMustNotRunTwiceAtOnceDoesNot) {
    ASSERT_TRUE(PostgresStores::migrate(settings()).has_value());
    const auto here = open(here_);
    const auto there = open(there_);
    ASSERT_TRUE(here.has_value() && there.has_value());
    int runs = 0;

    (*here)->alone("retire", [&] {
        ++runs;
        (*there)->alone("retire", [&] { ++runs; });
        (*there)->alone("something else", [&] { runs += 10; });
    });
    EXPECT_EQ(runs, 11);

    (*there)->alone("retire", [&] { ++runs; });
    EXPECT_EQ(runs, 12);
}

TEST_F(PostgresStoresTest, WhoLeadsHearsThatItsSessionIsGoneAndAnotherLeads) {
    ASSERT_TRUE(PostgresStores::migrate(settings()).has_value());
    const auto here = open(here_);
    const auto there = open(there_);
    ASSERT_TRUE(here.has_value() && there.has_value());
    bool another_led = false;

    const auto lead_and_lose = [&] {
        (*here)->lead("broadcasts", [&](const std::function<void()>& check) {
            EXPECT_NO_THROW(check());
            db::postgres::Connection(url()).execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks"
                " WHERE locktype = 'advisory'"
                " AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid"
            );
            check();
        });
    };
    EXPECT_THROW(lead_and_lose(), Failure);
    (*there)->lead("broadcasts", [&](const auto&) { another_led = true; });

    EXPECT_TRUE(another_led);
}

TEST_F(PostgresStoresTest, WhoFailsWhileItLeadsDoesSoNoMore) {
    ASSERT_TRUE(PostgresStores::migrate(settings()).has_value());
    const auto here = open(here_);
    const auto there = open(there_);
    ASSERT_TRUE(here.has_value() && there.has_value());
    bool another_led = false;

    const auto fail = [](const auto&) { throw Failure("redis went away"); };
    EXPECT_THROW((*here)->lead("broadcasts", fail), Failure);
    (*there)->lead("broadcasts", [&](const auto&) { another_led = true; });

    EXPECT_TRUE(another_led);
}

}  // namespace
}  // namespace rollcall::app
