#include "load/postgres/loader.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/result.hpp"
#include "check/geography/ward_index.hpp"
#include "db/database.hpp"
#include "db/postgres/database.hpp"
#include "load/postgres/made_chunks.hpp"
#include "load/sql/close_fence.hpp"

namespace rollcall::load::postgres {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

using PostgresLoad = PostgresLoadTest;

constexpr const char* refuse_two = R"(
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'not % of %', new.firstname, new.id_number; END $$;
    CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON members FOR EACH ROW
    WHEN (new.firstname IN ('Person 3', 'Person 17')) EXECUTE FUNCTION refuse())";

TEST_F(PostgresLoad, TakesNothingMoreOfAnAttemptWhoseFenceWasClosed) {
    const auto frozen = *loader().begin(plan(1));
    db::postgres::PostgresDatabase database(store());

    database.write([&](db::Session& session) { sql::close_fence(session, plan(1).job, 1); });

    auto chunk = chunk_of({1, "Late"});
    EXPECT_EQ(frozen->append(chunk).error().code, Errc::lease_lost);
    EXPECT_EQ(ask("SELECT count(*)::text FROM members"), "0");
    const auto next = *loader().begin(plan(1, 2));
    EXPECT_TRUE(next->append(chunk));
}

TEST_F(PostgresLoad, KeepsTheOldValuesOfWhatARowChanged) {
    load(1, {1, "Old \"one\""});

    load(2, {1, "New"});

    EXPECT_EQ(ask("SELECT old_values::text FROM member_changes"), R"({"surname":"Old \"one\""})");
    EXPECT_EQ(ask("SELECT new_values::text FROM member_changes"), R"({"surname":"New"})");
    EXPECT_EQ(ask("SELECT job_id FROM member_changes"), plan(2).job.text());
    EXPECT_EQ(
        ask("SELECT firstname FROM member_changes JOIN members USING (member_id)"), "Person 0"
    );
}

TEST_F(PostgresLoad, StoresWhatPeopleWhoKnowSqlExpect) {
    load(1, {});

    EXPECT_EQ(
        ask("SELECT (date_joined + 1)::text || ' ' || (amount_cents / 100)::text FROM members"),
        "2019-05-18 120"
    );
    EXPECT_EQ(ask("SELECT (now() - created_at < '1 hour')::text FROM members"), "true");
}

TEST_F(PostgresLoad, NamesTheJobsThatMadeAndChangedAMember) {
    load(1, {1, "Old"});
    load(2, {1, "New"});

    EXPECT_EQ(ask("SELECT created_by_job FROM members"), plan(1).job.text());
    EXPECT_EQ(ask("SELECT updated_by_job FROM members"), plan(2).job.text());
}

TEST_F(PostgresLoad, ComparesAMemberAgainThatSomethingElseChanged) {
    load(1, {});
    execute("UPDATE members SET surname = 'By hand'");

    EXPECT_EQ(load(2, {}).of(Outcome::updated), 1U);
    EXPECT_EQ(ask("SELECT surname FROM members"), "Sample");
}

TEST_F(PostgresLoad, KnowsByTheirHashRowsThatItWroteItself) {
    load(1, {2, "Old"});
    load(2, {1, "New"});

    EXPECT_EQ(ask("SELECT count(row_hash)::text FROM members"), "2");
}

TEST_F(PostgresLoad, LosesNoRowButThoseThatATriggerForbids) {
    execute(refuse_two);

    const auto tally = load(1, {20});

    EXPECT_EQ(tally.of(Outcome::inserted), 18U);
    EXPECT_EQ(tally.of(Outcome::failed), 2U);
    EXPECT_EQ(ask("SELECT count(*)::text FROM members"), "18");
    const auto failed = records(1, Outcome::failed);
    ASSERT_THAT(failed, SizeIs(2));
    EXPECT_EQ(failed[0].number, 5U);
    EXPECT_EQ(failed[1].number, 19U);
}

TEST_F(PostgresLoad, TellsNoValueThatATriggerNames) {
    execute(refuse_two);

    load(1, {20});

    const auto failed = records(1, Outcome::failed);
    ASSERT_THAT(failed, SizeIs(2));
    EXPECT_EQ(failed[0].error, "not … of …");
}

TEST_F(PostgresLoad, KeepsNoChangesOfRowsThatWereRefused) {
    load(1, {20, "Old"});
    execute(refuse_two);

    const auto tally = load(2, {20, "New"});

    EXPECT_EQ(tally.of(Outcome::updated), 18U);
    EXPECT_EQ(tally.of(Outcome::failed), 2U);
    EXPECT_EQ(ask("SELECT count(*)::text FROM member_changes"), "18");
    EXPECT_EQ(ask("SELECT surname FROM members WHERE firstname = 'Person 3'"), "Old");
}

TEST_F(PostgresLoad, NamesTheConstraintThatForbidsARow) {
    execute("ALTER TABLE members ADD CONSTRAINT no_seventeenth CHECK (firstname <> 'Person 17')");

    EXPECT_EQ(load(1, {20}).of(Outcome::failed), 1U);

    const auto failed = records(1, Outcome::failed);
    ASSERT_THAT(failed, SizeIs(1));
    EXPECT_THAT(failed[0].error, HasSubstr("no_seventeenth"));
    EXPECT_THAT(failed[0].error, Not(HasSubstr("Person 17")));
}

TEST_F(PostgresLoad, FailsARowAtItsChunkThatWouldFailAtTheCommitOnly) {
    execute(
        "CREATE TABLE towns (name text PRIMARY KEY); INSERT INTO towns VALUES ('Sample');"
        "ALTER TABLE members ADD FOREIGN KEY (surname) REFERENCES towns DEFERRABLE INITIALLY "
        "DEFERRED"
    );
    load(1, {2});

    EXPECT_EQ(load(2, {1, "Nowhere"}).of(Outcome::failed), 1U);
    EXPECT_EQ(ask("SELECT count(*)::text FROM members WHERE surname = 'Sample'"), "2");
}

TEST_F(PostgresLoad, FailsARowThatATriggerLeavesOut) {
    execute(
        "CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$;"
        "CREATE TRIGGER leave_out BEFORE INSERT ON members FOR EACH ROW"
        " WHEN (new.firstname = 'Person 3') EXECUTE FUNCTION leave_out()"
    );

    const auto tally = load(1, {8});

    EXPECT_EQ(tally.of(Outcome::inserted), 7U);
    const auto failed = records(1, Outcome::failed);
    ASSERT_THAT(failed, SizeIs(1));
    EXPECT_EQ(failed[0].number, 5U);
    EXPECT_EQ(failed[0].error, "the database left the row out");
}

TEST_F(PostgresLoad, HoldsAMunicipalityToItsWards) {
    const auto geography = std::make_shared<check::geography::WardIndex>(
        check::geography::PlaceList{.wards = {{"74010001", {"JHB"}}}}
    );
    load(1, {2});
    auto elsewhere = plan(2);
    elsewhere.area = {"GP", "TSH"};
    auto here = plan(3);
    here.area = {"GP", "JHB"};
    const auto load_of = [&](Plan plan) {
        plan.geography = geography;
        auto chunk = chunk_of({2, "New"});
        const auto load = *loader().begin(plan);
        EXPECT_TRUE(load->append(chunk));
        return load->cursor().tally;
    };

    EXPECT_EQ(load_of(elsewhere).of(Outcome::out_of_scope), 2U);
    EXPECT_EQ(load_of(here).of(Outcome::updated), 2U);
}

class ChangedPostgresLedger : public PostgresLoadTest,
                              public testing::WithParamInterface<const char*> {};

TEST_P(ChangedPostgresLedger, IsNotVerified) {
    const auto load = *loader().begin(plan(1));
    for (std::uint32_t first = 0; first < 15; first += 5) {
        auto chunk = chunk_of({5, "Sample", first});
        chunk.rows[0].verdict = check::Verdict::duplicate;
        chunk.rows[0].first_row = 1;
        ASSERT_TRUE(load->append(chunk));
    }
    ASSERT_TRUE(ledger().verify(plan(1).job));

    execute(GetParam());

    const auto verified = ledger().verify(plan(1).job);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, Errc::corrupt_source);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    ChangedPostgresLedger,
    testing::Values(
        "UPDATE upload_chunk SET outcomes = '\\x0101010101' WHERE chunk = 1",
        "UPDATE upload_chunk SET last4 = '\\x00' WHERE chunk = 2",
        "UPDATE upload_chunk SET rows_digest = prev_digest WHERE chunk = 0",
        "DELETE FROM upload_chunk WHERE chunk = 1",
        "DELETE FROM upload_row WHERE ordinal = 0",
        "UPDATE upload_row SET first_row = 99 WHERE ordinal = 5",
        "UPDATE upload_fence SET rows_done = 14",
        "UPDATE upload_fence SET next_chunk = 2",
        "UPDATE upload_fence SET last_digest = source_sha256"
    )
);

}  // namespace
}  // namespace rollcall::load::postgres
