// Chunks made by hand and a loader in a schema of its own, for this folder's tests.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "check/chunk.hpp"
#include "db/postgres/migrate.hpp"
#include "load/postgres/ledger.hpp"
#include "load/postgres/loader.hpp"
#include "load/postgres/schema.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::load::postgres {

inline constexpr std::uint64_t first_id = 8'000'000'000'000;

struct MadeRows {
    std::uint32_t rows = 1;
    std::string surname = "Sample";
    std::uint32_t first = 0;  // the first person's number
};

// People with ascending ID numbers, a row each.
inline check::Chunk chunk_of(const MadeRows& made) {
    using check::Field;
    check::Chunk chunk;
    for (std::uint32_t i = made.first; i < made.first + made.rows; ++i) {
        check::CheckedRow row;
        row.number = i + 2;
        row.id_valid = row.id_seen_first = true;
        row.id = first_id + i;
        const auto set = [&](Field field, const std::string& text) {
            row.fields.at(static_cast<std::size_t>(field)) = chunk.store(text);
        };
        set(Field::id_number, std::to_string(row.id));
        set(Field::firstname, "Person " + std::to_string(i));
        set(Field::surname, made.surname);
        set(Field::ward_code, "74010001");
        set(Field::date_joined, "2019-05-17");
        set(Field::amount_cents, "12000");
        chunk.rows.push_back(row);
    }
    return chunk;
}

class PostgresLoadTest : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (IsSkipped()) return;
        store_ = std::make_unique<db::postgres::Store>(url());
        ASSERT_TRUE(db::postgres::migrate(*store_, std::array{migrations()}));
        loader_ = std::make_unique<PostgresLoader>(*store_);
        ledger_ = std::make_unique<PostgresLedger>(*store_);
    }

    static Plan plan(unsigned job, std::uint64_t epoch = 1) {
        Plan plan;
        plan.job = *JobId::parse("job-1790000000000-00000000000" + std::to_string(job));
        plan.epoch = epoch;
        plan.source_sha256 = std::string(64, 'a');
        return plan;
    }
    Tally load(unsigned job, const MadeRows& made) {
        const auto load = *loader_->begin(plan(job));
        auto chunk = chunk_of(made);
        EXPECT_TRUE(load->append(chunk));
        EXPECT_TRUE(ledger_->verify(plan(job).job));
        return load->cursor().tally;
    }
    // What became of the job's rows of that outcome.
    std::vector<RowRecord> records(unsigned job, Outcome outcome) {
        std::vector<RowRecord> all;
        RowRecord record;
        for (const auto rows = ledger_->rows(plan(job).job, {outcome, 0}); rows->next(record);)
            all.push_back(record);
        return all;
    }
    std::string ask(const std::string& sql) {
        return store_->read([&](db::postgres::Connection& connection) {
            auto& query = connection.prepared(sql);
            return query.step() ? std::string(query.text(0)) : "no row";
        });
    }
    void execute(const std::string& sql) { store_->borrow()->execute(sql); }

    db::postgres::Store& store() { return *store_; }
    PostgresLoader& loader() { return *loader_; }
    PostgresLedger& ledger() { return *ledger_; }

private:
    std::unique_ptr<db::postgres::Store> store_;
    std::unique_ptr<PostgresLoader> loader_;
    std::unique_ptr<PostgresLedger> ledger_;
};

}  // namespace rollcall::load::postgres
