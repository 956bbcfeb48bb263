// What every Loader and Ledger promise of the rows of a job.
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/field.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "tests/contracts/load_contract.hpp"

namespace rollcall::load::tests {
namespace {

using check::Code;
using check::Field;
using check::Verdict;
using testing::IsEmpty;
using testing::SizeIs;

class LedgerContract : public LoadContract {};

TEST_P(LedgerContract, KeepsTheChecksFindingsBesideItsOwn) {
    load(1, {person(2, {{Field::expiry_date, "2027-06-30"}})});
    const auto load = begin(plan_of(2));
    auto chunk = chunk_of({person(1), person(2, {{Field::expiry_date, "2026-01-31"}}), person(3)});
    chunk.findings = {
        {2, 0, 0, 4, Code::lookup_unknown},
        {3, 1, -5, 7, Code::id_format},
        {4, 2, 200, check::no_column, Code::text_cut},
    };

    ASSERT_TRUE(load->append(chunk));

    EXPECT_THAT(chunk.findings, SizeIs(4));
    const auto rows = records(world().ledger(), job_of(2));
    ASSERT_THAT(rows.at(1).findings, SizeIs(2));
    EXPECT_EQ(rows[1].findings[0].detail, -5);
    EXPECT_EQ(rows[1].findings[0].column, 7);
    EXPECT_EQ(rows[1].findings[0].row, 3U);
    EXPECT_EQ(rows[1].findings[1].code, Code::expiry_goes_back);
    EXPECT_EQ(rows[2].findings[0].column, check::no_column);
    EXPECT_EQ(rows[2].findings[0].detail, 200);
}

TEST_P(LedgerContract, RemembersRowsByTheSheetsNumbers) {
    const auto load = begin(plan_of(1));
    auto chunk = chunk_of({person(1), person(2), person(3), person(4)});
    chunk.rows[1].number = 17;
    chunk.rows[2].number = 18;
    chunk.rows[3].number = 5;
    chunk.rows[3].id_last4 = 0xFFFF;

    ASSERT_TRUE(load->append(chunk));

    const auto rows = records(world().ledger(), job_of(1));
    ASSERT_THAT(rows, SizeIs(4));
    EXPECT_EQ(rows[0].number, 2U);
    EXPECT_EQ(rows[1].number, 17U);
    EXPECT_EQ(rows[2].number, 18U);
    EXPECT_EQ(rows[3].number, 5U);
    EXPECT_EQ(rows[0].id_last4, chunk.rows[0].id % 10'000);
    EXPECT_EQ(rows[3].id_last4, 0xFFFF);
}

TEST_P(LedgerContract, ResumesAtTheLastCommittedChunk) {
    auto first = people(0, 10);
    auto second = people(10, 10);
    ASSERT_TRUE(begin(plan_of(1, 1))->append(first));

    const auto load = begin(plan_of(1, 2));
    const auto cursor = load->cursor();
    ASSERT_TRUE(load->append(second));

    EXPECT_EQ(cursor.next_chunk, 1U);
    EXPECT_EQ(cursor.rows_done, 10U);
    EXPECT_EQ(cursor.tally.of(Outcome::inserted), 10U);
    EXPECT_EQ(load->cursor().rows_done, 20U);
    EXPECT_EQ(world().member_count(), 20U);
    EXPECT_TRUE(world().ledger().verify(job_of(1)));
}

TEST_P(LedgerContract, RefusesAStaleAttempt) {
    const auto stale = begin(plan_of(1, 1));
    const auto next = begin(plan_of(1, 2));
    auto chunk = people(0, 10);

    const auto appended = stale->append(chunk);

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::lease_lost);
    EXPECT_EQ(world().member_count(), 0U);
    EXPECT_EQ(stale->note_facts("{}").error().code, Errc::lease_lost);
    EXPECT_THAT(records(world().ledger(), job_of(1)), IsEmpty());
}

TEST_P(LedgerContract, RefusesAStaleAttemptAfterItsChunkHasBeenCommittedByTheNext) {
    const auto stale = begin(plan_of(1, 1));
    auto chunk = people(0, 10);
    ASSERT_TRUE(begin(plan_of(1, 2))->append(chunk));

    const auto appended = stale->append(chunk);

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::lease_lost);
    EXPECT_EQ(records(world().ledger(), job_of(1)).size(), 10U);
}

TEST_P(LedgerContract, RefusesAnEpochBelowTheFence) {
    begin(plan_of(1, 5));

    const auto begun = world().loader().begin(plan_of(1, 4));

    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, Errc::lease_lost);
}

TEST_P(LedgerContract, RefusesOtherBytesThanThoseOfEarlierChunks) {
    begin(plan_of(1, 1));
    auto other = plan_of(1, 2);
    other.source_sha256 = std::string(64, 'b');

    const auto begun = world().loader().begin(other);

    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, Errc::corrupt_source);
}

TEST_P(LedgerContract, KeepsJobsApart) {
    auto chunk = people(0, 3);
    ASSERT_TRUE(begin(plan_of(1))->append(chunk));
    auto same = people(0, 3);
    const auto other = begin(plan_of(2));
    ASSERT_TRUE(other->append(same));

    EXPECT_EQ(other->cursor().tally.of(Outcome::unchanged), 3U);
    EXPECT_THAT(records(world().ledger(), job_of(1)), SizeIs(3));
    EXPECT_THAT(records(world().ledger(), job_of(2)), SizeIs(3));
}

TEST_P(LedgerContract, FindsNoLedgerOfAJobThatNeverBegan) {
    EXPECT_FALSE(world().ledger().find(job_of(1)));
    EXPECT_THAT(records(world().ledger(), job_of(1)), IsEmpty());
}

TEST_P(LedgerContract, KeepsTheFactsOfTheFile) {
    const auto load = begin(plan_of(1));

    ASSERT_TRUE(load->note_facts("{\"sheet_name\":\"Members\"}"));

    const auto ledger = world().ledger().find(job_of(1));
    EXPECT_EQ(ledger->facts_json, "{\"sheet_name\":\"Members\"}");
    EXPECT_EQ(ledger->source_sha256, std::string(64, 'a'));
}

TEST_P(LedgerContract, ReadsOnFromAnOrdinal) {
    const auto load = begin(plan_of(1));
    for (std::uint64_t first = 0; first < 30; first += 10) {
        auto chunk = people(first, 10);
        ASSERT_TRUE(load->append(chunk));
    }

    const auto rows = records(world().ledger(), job_of(1), {std::nullopt, 17});

    ASSERT_THAT(rows, SizeIs(13));
    EXPECT_EQ(rows[0].ordinal, 17U);
    EXPECT_EQ(rows[0].number, 19U);
    EXPECT_EQ(rows.back().ordinal, 29U);
}

TEST_P(LedgerContract, ReadsOnlyRowsOfTheOutcomeAskedFor) {
    const auto load = begin(plan_of(1));
    auto first = people(0, 10);
    first.rows[3].verdict = Verdict::invalid;
    auto second = people(10, 10);
    auto third = people(20, 10);
    third.rows[9].verdict = Verdict::invalid;
    for (auto* const chunk : {&first, &second, &third})
        ASSERT_TRUE(load->append(*chunk));

    const auto rows = records(world().ledger(), job_of(1), {Outcome::invalid, 0});

    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(rows[0].ordinal, 3U);
    EXPECT_EQ(rows[1].ordinal, 29U);
}

TEST_P(LedgerContract, ShowsACursorWhatWasCommittedWhenItWasMade) {
    const auto load = begin(plan_of(1));
    auto first = people(0, 5);
    auto second = people(5, 5);
    ASSERT_TRUE(load->append(first));
    const auto rows = world().ledger().rows(job_of(1), {});
    ASSERT_TRUE(load->append(second));

    std::size_t seen = 0;
    RowRecord record;
    while (rows->next(record))
        ++seen;

    EXPECT_EQ(seen, 5U);
}

TEST_P(LedgerContract, ForgetsALedgerAndKeepsItsMembers) {
    load(1, {person(1), person(2)});
    load(2, {person(1)});

    world().ledger().forget(job_of(1));

    EXPECT_FALSE(world().ledger().find(job_of(1)));
    EXPECT_THAT(records(world().ledger(), job_of(1)), IsEmpty());
    EXPECT_THAT(records(world().ledger(), job_of(2)), SizeIs(1));
    EXPECT_EQ(world().member_count(), 2U);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    LedgerContract,
    testing::ValuesIn(implementations()),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace rollcall::load::tests
