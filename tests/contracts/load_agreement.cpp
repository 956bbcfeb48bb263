// Every loader decides alike: random chunks through each of them and through the one in memory.
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/memory_loader.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::load::tests {
namespace {

using check::Field;
using check::Verdict;

constexpr std::uint64_t people_count = 40;  // few, so that jobs meet each other's members
constexpr unsigned jobs = 12;
constexpr unsigned chunks_a_job = 3;
constexpr const char* refused_surname = "Refused \"one\"";

// What a run of jobs does, the same for the same seed.
class Chance {
public:
    explicit Chance(unsigned seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    bool one_in(std::uint64_t chance) { return below(chance) == 0; }
    std::string one_of(const std::vector<std::string>& texts) {
        return texts.at(below(texts.size()));
    }

private:
    std::mt19937_64 engine_;
};

RowSketch random_row(Chance& chance, std::uint64_t number) {
    auto row = person(number);
    row.fields[Field::surname] = chance.one_of({"Sample", "O'Neil\\x", "Ünal", refused_surname});
    row.fields[Field::ward_code] = chance.one_of({"74010001", "74010002", "19100001"});
    if (chance.one_in(2)) row.fields[Field::amount_cents] = chance.one_of({"0", "12050", "-5"});
    if (chance.one_in(2))
        row.fields[Field::expiry_date] = chance.one_of({"2026-01-31", "2027-06-30", "1999-12-31"});
    if (chance.one_in(3))
        row.fields[Field::date_of_birth] = chance.one_of({"1980-02-29", "2001-01-01"});
    if (chance.one_in(3)) row.fields[Field::voting_district_code] = "32850012";
    if (chance.one_in(4)) row.fields[Field::extra] = chance.one_of({R"({"b":1, "a":"x"})", "{}"});
    if (chance.one_in(5)) row.fields[Field::firstname] = "";
    row.expiry_derived = chance.one_in(2);
    return row;
}

check::Chunk random_chunk(Chance& chance, std::vector<std::uint32_t>& taken, std::uint32_t first) {
    std::vector<RowSketch> rows;
    for (std::uint32_t number = first; number < first + 20; ++number) {
        const auto who = chance.below(people_count);
        auto row = random_row(chance, who);
        if (chance.one_in(10)) {
            row.verdict = Verdict::invalid;
        } else if (chance.one_in(10)) {
            row.verdict = Verdict::out_of_scope;
        } else if (taken.at(who) != 0) {
            row.verdict = Verdict::duplicate;
            row.first_row = taken.at(who);
        } else {
            taken.at(who) = number;
        }
        rows.push_back(row);
    }
    return chunk_of(rows, first);
}

// The database's sentences differ; what became of the row does not.
std::string told(const RowRecord& record) {
    auto text = std::to_string(record.ordinal) + " " + std::to_string(record.number) + " " +
                std::string(to_string(record.outcome)) + " " + std::to_string(record.id_last4) +
                " " + std::to_string(record.first_row);
    for (const auto& finding : record.findings)
        text += " " + std::string(check::to_string(finding.code));
    if (record.before) {
        text += " " + record.before->name + "|" + record.before->ward_code + "|" +
                record.before->voting_district_code + "|" + std::to_string(record.before->changed);
    }
    return text + " " + record.error;
}

std::vector<std::string> everything_told(Ledger& ledger, const JobId& job) {
    std::vector<std::string> all;
    for (const auto& record : records(ledger, job))
        all.push_back(told(record));
    return all;
}

class LoadAgreement : public testing::TestWithParam<Implementation> {
protected:
    void SetUp() override {
        if (!world_) GTEST_SKIP() << rollcall::tests::no_postgres;
        world_->refuse_surname(refused_surname);
        memory_.refuse_surname(refused_surname);
    }

    void run_job(Chance& chance, unsigned number) {
        auto plan = plan_of(number);
        plan.mode =
            std::vector{Mode::upsert, Mode::upsert, Mode::insert, Mode::update}.at(chance.below(4));
        plan.dry_run = chance.one_in(5);
        if (chance.one_in(3)) plan.area.province_code = "GP";
        const auto ours = *world_->loader().begin(plan);
        const auto theirs = *memory_.begin(plan);
        std::vector<std::uint32_t> taken(people_count, 0);
        for (std::uint32_t chunk = 0; chunk < chunks_a_job; ++chunk) {
            auto first = random_chunk(chance, taken, (chunk * 20) + 2);
            auto second = first;
            ASSERT_TRUE(ours->append(first));
            ASSERT_TRUE(theirs->append(second));
            ASSERT_EQ(first.findings.size(), second.findings.size());
        }
        EXPECT_TRUE(ours->cursor().tally == theirs->cursor().tally);
    }

    void expect_the_same(unsigned number) {
        const auto job = job_of(number);
        EXPECT_EQ(everything_told(world_->ledger(), job), everything_told(memory_, job));
        EXPECT_TRUE(world_->ledger().verify(job));
    }

    std::unique_ptr<World> world_ = GetParam().make();
    MemoryLoader memory_;
};

TEST_P(LoadAgreement, DecidesAndStoresAsTheOneInMemory) {
    Chance chance(20'261'126);

    for (unsigned job = 1; job <= jobs; ++job) {
        SCOPED_TRACE(job);
        run_job(chance, job);
        expect_the_same(job);
        for (std::uint64_t who = 0; who < people_count; ++who) {
            SCOPED_TRACE(who);
            EXPECT_EQ(world_->member(id_of(who)), memory_.member(id_of(who)));
        }
        if (HasFailure()) break;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    LoadAgreement,
    testing::ValuesIn(implementations()),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace rollcall::load::tests
