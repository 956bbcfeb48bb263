// What every Loader promises of members.
#include "tests/contracts/load_contract.hpp"

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/field.hpp"
#include "load/loader.hpp"
#include "load/tally.hpp"

namespace rollcall::load::tests {
namespace {

using check::Code;
using check::Field;
using check::Verdict;
using testing::SizeIs;

Plan in_gauteng(unsigned job) {
    auto plan = plan_of(job);
    plan.area.province_code = "GP";
    return plan;
}

TEST_P(LoadContract, InsertsWhoIsNew) {
    const auto tally = load(1, {person(1, {{Field::email, "p1@example.org"}})});

    EXPECT_EQ(tally.of(Outcome::inserted), 1U);
    EXPECT_EQ(tally.new_members, 1U);
    EXPECT_EQ(stored(1, Field::email), "p1@example.org");
    EXPECT_EQ(stored(1, Field::race), "NULL");
}

TEST_P(LoadContract, KeepsMoneyAsWholeCents) {
    load(1, {person(1, {{Field::amount_cents, "12050"}})});

    EXPECT_EQ(stored(1, Field::amount_cents), "12050");
}

TEST_P(LoadContract, LeavesTheSameRowUnchanged) {
    load(1, {person(1), person(2)});

    const auto tally = load(2, {person(1), person(2)});

    EXPECT_EQ(tally.of(Outcome::unchanged), 2U);
    EXPECT_EQ(tally.existing_members, 2U);
}

TEST_P(LoadContract, UpdatesWhatDiffers) {
    load(1, {person(1, {{Field::surname, "Old"}, {Field::email, "p1@example.org"}})});

    const auto tally = load(2, {person(1, {{Field::surname, "New"}})});

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(stored(1, Field::surname), "New");
}

TEST_P(LoadContract, NeverErasesByABlank) {
    load(1, {person(1, {{Field::email, "p1@example.org"}})});

    const auto tally = load(2, {person(1)});

    EXPECT_EQ(tally.of(Outcome::unchanged), 1U);
    EXPECT_EQ(stored(1, Field::email), "p1@example.org");
}

TEST_P(LoadContract, NeverShortensAMembershipByADerivedExpiry) {
    load(1, {person(1, {{Field::expiry_date, "2027-06-30"}})});
    auto row = person(1, {{Field::expiry_date, "2026-01-31"}});
    row.expiry_derived = true;

    const auto tally = load(2, {row});

    EXPECT_EQ(tally.of(Outcome::unchanged), 1U);
    EXPECT_EQ(stored(1, Field::expiry_date), "2027-06-30");
}

TEST_P(LoadContract, LengthensAMembershipByADerivedExpiry) {
    load(1, {person(1, {{Field::expiry_date, "2026-01-31"}})});
    auto row = person(1, {{Field::expiry_date, "2027-06-30"}});
    row.expiry_derived = true;

    const auto tally = load(2, {row});

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(stored(1, Field::expiry_date), "2027-06-30");
}

TEST_P(LoadContract, TakesAFilesOwnEarlierExpiryWithAWarning) {
    load(1, {person(1, {{Field::expiry_date, "2027-06-30"}})});

    const auto tally = load(2, {person(1, {{Field::expiry_date, "2026-01-31"}})});

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(tally.warnings, 1U);
    EXPECT_EQ(stored(1, Field::expiry_date), "2026-01-31");
    ASSERT_THAT(last_chunk().findings, SizeIs(1));
    EXPECT_EQ(last_chunk().findings[0].code, Code::expiry_goes_back);
}

TEST_P(LoadContract, SkipsWhoExistsWhenItMayOnlyInsert) {
    load(1, {person(1)});

    const auto tally = load(2, {person(1, {{Field::surname, "New"}}), person(2)}, Mode::insert);

    EXPECT_EQ(tally.of(Outcome::skipped), 1U);
    EXPECT_EQ(tally.of(Outcome::inserted), 1U);
    EXPECT_EQ(stored(1, Field::surname), "Sample");
}

TEST_P(LoadContract, SkipsTheSameRowToo) {
    load(1, {person(1)});

    EXPECT_EQ(load(2, {person(1)}, Mode::insert).of(Outcome::skipped), 1U);
}

TEST_P(LoadContract, SkipsWhoIsNewWhenItMayOnlyUpdate) {
    load(1, {person(1)});

    const auto tally = load(2, {person(1, {{Field::surname, "New"}}), person(2)}, Mode::update);

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(tally.of(Outcome::skipped), 1U);
    EXPECT_EQ(world().member_count(), 1U);
}

TEST_P(LoadContract, RecordsWhatTheChecksDecided) {
    auto invalid = person(1);
    invalid.verdict = Verdict::invalid;
    auto duplicate = person(2);
    duplicate.verdict = Verdict::duplicate;
    duplicate.first_row = 3;
    auto elsewhere = person(3);
    elsewhere.verdict = Verdict::out_of_scope;

    const auto tally = load(1, {invalid, person(2), duplicate, elsewhere});

    EXPECT_EQ(tally.of(Outcome::invalid), 1U);
    EXPECT_EQ(tally.of(Outcome::inserted), 1U);
    EXPECT_EQ(tally.of(Outcome::duplicate), 1U);
    EXPECT_EQ(tally.of(Outcome::out_of_scope), 1U);
    EXPECT_EQ(tally.valid_ids, 3U);
    EXPECT_EQ(tally.invalid_ids, 1U);
    EXPECT_EQ(tally.unique_records, 2U);
    EXPECT_EQ(records(world().ledger(), job_of(1))[2].first_row, 3U);
}

TEST_P(LoadContract, FailsARowThatTheDatabaseRefusesAndGoesOn) {
    load(1, {person(4)});
    world().refuse_surname("Refused");

    const auto tally = load(
        2,
        {person(1),
         person(2, {{Field::surname, "Refused"}}),
         person(3),
         person(4, {{Field::surname, "Refused"}})}
    );

    EXPECT_EQ(tally.of(Outcome::inserted), 2U);
    EXPECT_EQ(tally.of(Outcome::failed), 2U);
    EXPECT_EQ(stored(4, Field::surname), "Sample");
    const auto failed = records(world().ledger(), job_of(2), {Outcome::failed, 0});
    ASSERT_THAT(failed, SizeIs(2));
    EXPECT_EQ(failed[0].number, 3U);
    EXPECT_EQ(failed[0].error, "the surname is refused");
    ASSERT_THAT(failed[0].findings, SizeIs(1));
    EXPECT_EQ(failed[0].findings[0].code, Code::database_refused);
}

TEST_P(LoadContract, TouchesNoMemberOfAnotherArea) {
    load(1, {person(1, {{Field::ward_code, "19100001"}})});

    const auto tally = load(in_gauteng(2), {person(1)});

    EXPECT_EQ(tally.of(Outcome::out_of_scope), 1U);
    EXPECT_EQ(tally.existing_members, 0U);
    EXPECT_EQ(stored(1, Field::ward_code), "19100001");
    const auto rows = records(world().ledger(), job_of(2));
    EXPECT_FALSE(rows[0].before);
    ASSERT_THAT(rows[0].findings, SizeIs(1));
    EXPECT_EQ(rows[0].findings[0].code, Code::member_elsewhere);
}

TEST_P(LoadContract, LeavesADuplicateOfAMemberElsewhereOutOfScopeToo) {
    load(1, {person(1, {{Field::ward_code, "19100001"}})});
    auto again = person(1);
    again.verdict = Verdict::duplicate;
    again.first_row = 2;

    const auto tally = load(in_gauteng(2), {person(1), again});

    EXPECT_EQ(tally.of(Outcome::out_of_scope), 2U);
    EXPECT_EQ(tally.of(Outcome::duplicate), 0U);
}

TEST_P(LoadContract, RemembersMembersElsewhereOverARestart) {
    load(1, {person(1, {{Field::ward_code, "19100001"}})});
    load(in_gauteng(2), {person(1)});
    auto again = person(1);
    again.verdict = Verdict::duplicate;
    again.first_row = 2;
    auto plan = in_gauteng(2);
    plan.epoch = 2;
    const auto load = begin(plan);
    auto chunk = chunk_of({again}, 3);

    ASSERT_TRUE(load->append(chunk));

    EXPECT_EQ(load->cursor().tally.of(Outcome::out_of_scope), 2U);
}

TEST_P(LoadContract, DecidesEverythingInADryRunAndTouchesNoMember) {
    load(1, {person(1), person(2)});
    world().refuse_surname("Refused");
    auto plan = plan_of(2);
    plan.dry_run = true;

    const auto tally = load(
        plan,
        {person(1, {{Field::surname, "New"}}),
         person(2),
         person(3),
         person(4, {{Field::surname, "Refused"}})}
    );

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(tally.of(Outcome::unchanged), 1U);
    EXPECT_EQ(tally.of(Outcome::inserted), 1U);
    EXPECT_EQ(tally.of(Outcome::failed), 1U);
    EXPECT_EQ(world().member_count(), 2U);
    EXPECT_EQ(stored(1, Field::surname), "Sample");
    EXPECT_TRUE(world().ledger().find(job_of(2))->dry_run);
}

TEST_P(LoadContract, KeepsWhatMembersWereBefore) {
    load(1, {person(1, {{Field::surname, "Old"}, {Field::voting_district_code, "32850012"}})});

    load(2, {person(1, {{Field::surname, "New"}, {Field::ward_code, "74010002"}})});

    const auto before = records(world().ledger(), job_of(2)).at(0).before;
    ASSERT_TRUE(before);
    EXPECT_EQ(before->name, "Person 1 Old");
    EXPECT_EQ(before->ward_code, "74010001");
    EXPECT_EQ(before->voting_district_code, "32850012");
    EXPECT_TRUE(before->changes(Field::surname));
    EXPECT_TRUE(before->changes(Field::ward_code));
    EXPECT_FALSE(before->changes(Field::voting_district_code));
}

TEST_P(LoadContract, TellsOfUnchangedMembersToo) {
    load(1, {person(1)});

    load(2, {person(2), person(1)});

    const auto rows = records(world().ledger(), job_of(2));
    EXPECT_FALSE(rows.at(0).before);
    ASSERT_TRUE(rows.at(1).before);
    EXPECT_EQ(rows[1].before->name, "Person 1 Sample");
    EXPECT_EQ(rows[1].before->changed, 0U);
}

TEST_P(LoadContract, AddsUpOverEveryOutcomeAndMode) {
    for (const auto mode : {Mode::upsert, Mode::insert, Mode::update}) {
        SCOPED_TRACE(to_string(mode));
        const auto base = static_cast<unsigned>(mode) * 100;
        load(base + 1, {person(base + 1), person(base + 2)});
        auto invalid = person(base + 4);
        invalid.verdict = Verdict::invalid;
        auto duplicate = person(base + 1);
        duplicate.verdict = Verdict::duplicate;

        const auto tally = load(
            base + 2,
            {person(base + 1),
             person(base + 2, {{Field::surname, "New"}}),
             person(base + 3),
             invalid,
             duplicate},
            mode
        );

        EXPECT_EQ(tally.total(), 5U);
        EXPECT_EQ(tally.valid_ids + tally.invalid_ids, 5U);
        EXPECT_EQ(tally.valid_ids, tally.unique_records + tally.of(Outcome::duplicate));
        EXPECT_EQ(tally.existing_members, 2U);
        EXPECT_EQ(tally.new_members, 1U);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    LoadContract,
    testing::ValuesIn(implementations()),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace rollcall::load::tests
