// What every Erasure promises, over what loaders and ledgers have stored.
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/facts.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::load::tests {
namespace {

using check::Field;
using testing::HasSubstr;
using testing::Not;

class ErasureContract : public testing::TestWithParam<Implementation> {
protected:
    void SetUp() override {
        if (!world_) GTEST_SKIP() << rollcall::tests::no_postgres;
        if (world_->erasure() == nullptr) GTEST_SKIP() << "it keeps nothing that lasts";
        // Two people whom a second file changes, in chunks of one row.
        load(
            1, {person(1, {{Field::surname, "Before"}}), person(2, {{Field::surname, "Earlier"}})}
        );
        load(2, {person(1, {{Field::surname, "After"}}), person(2, {{Field::surname, "Later"}})});
    }

    void load(unsigned job, const std::vector<RowSketch>& rows) {
        const auto load = *world_->loader().begin(plan_of(job));
        std::uint32_t number = 2;
        for (const auto& row : rows) {
            auto chunk = chunk_of({row}, number++);
            ASSERT_TRUE(load->append(chunk));
        }
        FileFacts facts;
        facts.warnings = {"a warning"};
        ASSERT_TRUE(load->note_facts(to_json(facts)));
    }
    Erasure& erasure() { return *world_->erasure(); }
    Redaction of_the_first_row() {
        return {job_of(2), {2}, "2026-11-26T10:00:00.000Z", "ERASED: …"};
    }

    std::unique_ptr<World> world_ = GetParam().make();
};

TEST_P(ErasureContract, RemovesAMemberAndWhatTheirChangesHeld) {
    const auto seen = erasure().look(id_of(1));

    const auto erased = erasure().erase_member(id_of(1));

    EXPECT_EQ(seen, (ErasedMember{true, 1}));
    EXPECT_EQ(erased, seen);
    EXPECT_FALSE(world_->member(id_of(1)));
    EXPECT_EQ(world_->member(id_of(2))->at(Field::surname), "Later");
    const auto kept = world_->kept_texts();
    EXPECT_THAT(kept, Not(HasSubstr("\"After\"")));
    EXPECT_THAT(kept, HasSubstr("\"Later\""));
}

TEST_P(ErasureContract, DoesNothingASecondTime) {
    erasure().erase_member(id_of(1));

    EXPECT_EQ(erasure().look(id_of(1)), ErasedMember{});
    EXPECT_EQ(erasure().erase_member(id_of(1)), ErasedMember{});
    EXPECT_EQ(erasure().erase_member(id_of(99)), ErasedMember{});
}

TEST_P(ErasureContract, LetsAJobBeProvedStill) {
    ASSERT_EQ(world_->created_by(job_of(1)), 2U);

    erasure().erase_member(id_of(1));

    EXPECT_EQ(world_->created_by(job_of(1)), 2U);
}

TEST_P(ErasureContract, TakesPeopleOutOfALedger) {
    const auto before = records(world_->ledger(), job_of(2));
    ASSERT_THAT(world_->kept_texts(), HasSubstr("Earlier"));

    EXPECT_TRUE(erasure().redact(of_the_first_row()));

    EXPECT_TRUE(world_->ledger().verify(job_of(2))) << "the chain is made anew";
    const auto after = records(world_->ledger(), job_of(2));
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[0].id_last4, 0xFFFF);
    EXPECT_EQ(after[1].id_last4, before[1].id_last4);
    for (std::size_t row = 0; row < 2; ++row) {
        EXPECT_EQ(after[row].outcome, Outcome::updated);
        EXPECT_EQ(after[row].number, before[row].number);
        EXPECT_EQ(after[row].before->name, "");
        EXPECT_EQ(after[row].before->ward_code, "");
        EXPECT_EQ(after[row].before->changed, before[row].before->changed);
    }
}

TEST_P(ErasureContract, SaysInTheJobThatItsFileIsGone) {
    ASSERT_TRUE(erasure().redact(of_the_first_row()));

    EXPECT_FALSE(erasure().redact(of_the_first_row())) << "once is enough";

    const auto facts = facts_from_json(world_->ledger().find(job_of(2))->facts_json);
    EXPECT_EQ(facts.erased_at, "2026-11-26T10:00:00.000Z");
    EXPECT_THAT(facts.warnings, testing::ElementsAre("a warning", "ERASED: …"));
    EXPECT_TRUE(facts_from_json(world_->ledger().find(job_of(1))->facts_json).erased_at.empty());
}

TEST_P(ErasureContract, LeavesAJobWithoutALedgerAlone) {
    EXPECT_FALSE(erasure().redact({job_of(77), {2}, "2026-11-26T10:00:00.000Z", "ERASED: …"}));
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    ErasureContract,
    testing::ValuesIn(implementations()),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace rollcall::load::tests
