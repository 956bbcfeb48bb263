#include "load/postgres/mapping.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/field.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"
#include "load/postgres/count_members.hpp"
#include "load/postgres/loader.hpp"
#include "load/postgres/made_chunks.hpp"
#include "load/tally.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PostgresMapping : public PostgresLoadTest {
protected:
    void SetUp() override {
        PostgresLoadTest::SetUp();
        if (IsSkipped()) return;
        mapping_.schema = ask("SELECT current_schema()::text");
        mapping_.table = "People";
        mapping_.columns = {
            {Field::id_number, "id_no"},
            {Field::firstname, "first"},
            {Field::surname, "last"},
            {Field::gender, "sex"},
            {Field::amount_cents, "cents"},
        };
        execute(
            "CREATE TYPE sex AS ENUM ('Male', 'Female');"
            "CREATE TABLE \"People\" (id_no varchar(13) PRIMARY KEY, first text, last varchar(10),"
            " sex sex, cents integer)"
        );
    }
    std::vector<std::string> complaints() { return check_mapping(store(), mapping_); }

    Tally load_mapped(unsigned job, const MadeRows& made) {
        PostgresLoader loader(store(), mapping_);
        const auto load = *loader.begin(plan(job));
        auto chunk = chunk_of(made);
        EXPECT_TRUE(load->append(chunk));
        return load->cursor().tally;
    }

    Mapping mapping_;
};

TEST_F(PostgresMapping, HasNothingToSayOfATableThatFits) {
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(PostgresMapping, TellsWhatDoesNotFit) {
    struct Case {
        const char* name;
        const char* change;
        const char* told;
    };
    for (const auto& [name, change, told] : {
             Case{"no table", "DROP TABLE \"People\"", "is not there"},
             Case{"no column", "ALTER TABLE \"People\" DROP last", "has no column \"last\""},
             Case{
                 "a type",
                 "ALTER TABLE \"People\" DROP last, ADD last boolean",
                 "cannot take surname"},
             Case{"no key", R"(ALTER TABLE "People" DROP CONSTRAINT "People_pkey")", "UNIQUE"},
             Case{
                 "a key of some rows",
                 "ALTER TABLE \"People\" DROP CONSTRAINT \"People_pkey\";"
                 "CREATE UNIQUE INDEX ON \"People\" (id_no) WHERE last <> ''",
                 "UNIQUE"},
             Case{"a needed column", "ALTER TABLE \"People\" ADD club text NOT NULL", "\"club\""},
         }) {
        SCOPED_TRACE(name);
        execute("DROP TABLE IF EXISTS \"People\"");
        execute(
            "CREATE TABLE \"People\" (id_no varchar(13) PRIMARY KEY, first text, last varchar(10),"
            " sex sex, cents integer)"
        );
        execute(change);
        EXPECT_THAT(complaints(), ElementsAre(HasSubstr(told)));
    }
}

TEST_F(PostgresMapping, TellsOfRightsThatAreNotGranted) {
    const auto role = "reader_of_" + mapping_.schema;
    execute(
        "CREATE ROLE " + role + " LOGIN; GRANT USAGE ON SCHEMA " + mapping_.schema + " TO " + role +
        "; GRANT SELECT, UPDATE ON \"People\" TO " + role
    );
    auto as_role = url();
    as_role.replace(as_role.find("postgres@"), std::string("postgres").size(), role);
    db::postgres::Store reader(as_role);

    EXPECT_THAT(check_mapping(reader, mapping_), ElementsAre(HasSubstr("INSERT")));

    execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_F(PostgresMapping, NeedsAColumnForTheIdNumber) {
    mapping_.columns.erase(mapping_.columns.begin());
    execute("ALTER TABLE \"People\" ALTER id_no SET DEFAULT 'x'");

    EXPECT_THAT(complaints(), ElementsAre(HasSubstr("id_number")));
}

TEST_F(PostgresMapping, KeepsBesideTheTableWhatItHasNoColumnFor) {
    load_mapped(1, {});

    EXPECT_EQ(ask("SELECT last || ' ' || cents::text FROM \"People\""), "Sample 12000");
    EXPECT_EQ(ask("SELECT date_joined::text FROM rollcall_member_state"), "2019-05-17");
}

TEST_F(PostgresMapping, ComparesAMemberAgainThatItsOwnersChanged) {
    load_mapped(1, {2});
    execute("UPDATE \"People\" SET last = 'By hand' WHERE first = 'Person 1'");

    const auto tally = load_mapped(2, {2});

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(tally.of(Outcome::unchanged), 1U);
    EXPECT_EQ(ask("SELECT old_values->>'surname' FROM member_changes"), "By hand");
}

TEST_F(PostgresMapping, MeetsMembersThatWereThereBefore) {
    execute("INSERT INTO \"People\" VALUES ('8000000000000', 'Person 0', 'Theirs', 'Male', 5)");

    const auto tally = load_mapped(1, {2});

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(tally.of(Outcome::inserted), 1U);
    EXPECT_EQ(ask("SELECT sex::text FROM \"People\" WHERE cents = 12000 AND sex = 'Male'"), "Male");
}

TEST_F(PostgresMapping, CountsWhatAJobLeftInTheTableItself) {
    const auto counts_of = [&](unsigned job) {
        return count_members(store(), plan(job).job, mapping_);
    };
    load_mapped(1, {3});
    load_mapped(2, {2, "Changed"});
    EXPECT_EQ(counts_of(1), (MemberCounts{3, 0}));
    EXPECT_EQ(counts_of(2), (MemberCounts{0, 2}));

    execute("DELETE FROM \"People\" WHERE first = 'Person 0'");

    EXPECT_EQ(counts_of(1), (MemberCounts{2, 0}));
}

TEST_F(PostgresMapping, RefusesWhatIsTooLongForAColumnAndCutsNothing) {
    const auto tally = load_mapped(1, {1, "Longer than ten"});

    EXPECT_EQ(tally.of(Outcome::failed), 1U);
    EXPECT_EQ(records(1, Outcome::failed).at(0).error, "a value that its column cannot hold");
}

}  // namespace
}  // namespace rollcall::load::postgres
