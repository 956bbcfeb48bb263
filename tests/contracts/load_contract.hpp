// What the load contract's suites share: rows as a person writes them, and one database a test.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "check/chunk.hpp"
#include "check/field.hpp"
#include "load/erasure.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "load/tally.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::load::tests {

using Fields = std::map<check::Field, std::string>;

// A loader with its ledger, over members that a test can look at.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;

    virtual Loader& loader() = 0;
    virtual Ledger& ledger() = 0;
    // Null: this one keeps nothing that lasts.
    virtual Erasure* erasure() { return nullptr; }
    // Every old and new value that the changes of members hold, and what ledgers say of them.
    virtual std::string kept_texts() { return ""; }
    virtual std::uint64_t created_by(const JobId& /*job*/) { return 0; }
    virtual std::optional<Fields> member(const std::string& id_number) = 0;
    virtual std::size_t member_count() = 0;
    // Makes the database refuse rows with this surname.
    virtual void refuse_surname(const std::string& surname) = 0;
};

struct Implementation {
    std::string name;
    // Null: what it needs is not there (no_postgres), so that the test skips.
    std::function<std::unique_ptr<World>()> make;
};

std::vector<Implementation> implementations();

// A made-up ID number of 13 digits for the n-th person.
std::string id_of(std::uint64_t person);

struct RowSketch {
    std::uint64_t person = 0;
    Fields fields;
    check::Verdict verdict = check::Verdict::taken;
    std::uint32_t first_row = 0;
    bool expiry_derived = false;
};

// A row that is taken, of a person with a first name, a surname and a ward.
RowSketch person(std::uint64_t number, Fields fields = {});

// Rows with the sheet's numbers from `first_number` on.
check::Chunk chunk_of(const std::vector<RowSketch>& rows, std::uint32_t first_number = 2);

// New people, one a row: `count` from `first` on.
check::Chunk people(std::uint64_t first, std::uint64_t count);

JobId job_of(unsigned number);
Plan plan_of(unsigned job, std::uint64_t epoch = 1);

// Every row of the job's ledger.
std::vector<RowRecord> records(Ledger& ledger, const JobId& job, const RowQuery& query = {});

// A suite over every implementation; each test skips where its database is not there.
class LoadContract : public testing::TestWithParam<Implementation> {
protected:
    void SetUp() override {
        if (!world_) GTEST_SKIP() << rollcall::tests::no_postgres;
    }
    std::unique_ptr<Load> begin(const Plan& plan) { return *world().loader().begin(plan); }

    // Loads the rows as a job of its own.
    Tally load(unsigned job, const std::vector<RowSketch>& rows, Mode mode = Mode::upsert) {
        auto plan = plan_of(job);
        plan.mode = mode;
        return load(plan, rows);
    }
    Tally load(const Plan& plan, const std::vector<RowSketch>& rows) {
        const auto load = begin(plan);
        last_ = chunk_of(rows);
        EXPECT_TRUE(load->append(last_));
        EXPECT_TRUE(world().ledger().verify(plan.job));
        return load->cursor().tally;
    }

    std::string stored(std::uint64_t person, check::Field field) {
        const auto member = world().member(id_of(person));
        return member && member->contains(field) ? member->at(field) : "NULL";
    }

    World& world() { return *world_; }
    const check::Chunk& last_chunk() const { return last_; }

private:
    std::unique_ptr<World> world_ = GetParam().make();
    check::Chunk last_;
};

}  // namespace rollcall::load::tests
