#include "load/sqlite/loader.hpp"

#include <array>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "check/geography/ward_index.hpp"
#include "db/database.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "load/sql/close_fence.hpp"
#include "load/sqlite/ledger.hpp"
#include "load/sqlite/schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::load::sqlite {
namespace {

using check::Field;
using db::sqlite::Connection;

constexpr std::uint64_t first_id = 8'000'000'000'000;

check::Chunk chunk_of(std::uint32_t rows, const std::string& surname, const std::string& ward) {
    check::Chunk chunk;
    for (std::uint32_t i = 0; i < rows; ++i) {
        check::CheckedRow row;
        row.number = i + 2;
        row.id_valid = row.id_seen_first = true;
        row.id = first_id + i;
        const auto set = [&](Field field, const std::string& text) {
            row.fields.at(static_cast<std::size_t>(field)) = chunk.store(text);
        };
        set(Field::id_number, std::to_string(row.id));
        set(Field::firstname, "Person " + std::to_string(i));
        set(Field::surname, surname);
        set(Field::ward_code, ward);
        set(Field::amount_cents, "12000");
        chunk.rows.push_back(row);
    }
    return chunk;
}

class SqliteLoad : public testing::Test {
protected:
    SqliteLoad() { EXPECT_TRUE(db::sqlite::migrate(store_, std::array{migrations()})); }

    Plan plan(const std::string& job_digits) {
        Plan plan;
        plan.job = *JobId::parse("job-1790000000000-" + job_digits);
        plan.epoch = 1;
        plan.source_sha256 = std::string(64, 'a');
        return plan;
    }
    Tally load(const Plan& plan, check::Chunk chunk) {
        const auto load = *loader_.begin(plan);
        EXPECT_TRUE(load->append(chunk));
        return load->cursor().tally;
    }
    std::string ask(const std::string& sql) {
        return store_.read([&](Connection& connection) {
            auto query = connection.prepare(sql);
            return query.step() ? std::string(query.text(0)) : "no row";
        });
    }
    void execute(const std::string& sql) {
        store_.alone([&](Connection& connection) { connection.execute(sql); });
    }
    // Interrupts the writing connection after that many hundreds of SQLite's instructions.
    void interrupt_after(int* hundreds) {
        store_.alone([&](Connection& connection) {
            sqlite3_progress_handler(
                connection.handle(),
                hundreds == nullptr ? 0 : 100,
                [](void* left) { return --*static_cast<int*>(left) <= 0 ? 1 : 0; },
                hundreds
            );
        });
    }

    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    SqliteLoader loader_{store_};
    SqliteLedger ledger_{store_};
};

TEST_F(SqliteLoad, TakesNothingMoreOfAnAttemptWhoseFenceWasClosed) {
    auto second = plan("000000000001");
    const auto frozen = *loader_.begin(second);
    const SystemClock clock;
    db::sqlite::SqliteDatabase database(store_, clock);

    database.write([&](db::Session& session) { sql::close_fence(session, second.job, 1); });

    auto chunk = chunk_of(1, "Late", "74010001");
    EXPECT_EQ(frozen->append(chunk).error().code, Errc::lease_lost);
    EXPECT_EQ(ask("SELECT count(*) FROM members"), "0");
    second.epoch = 2;
    EXPECT_EQ(load(second, chunk_of(1, "Again", "74010001")).of(Outcome::inserted), 1U);
}

TEST_F(SqliteLoad, KeepsTheOldValuesOfWhatARowChanged) {
    load(plan("000000000001"), chunk_of(1, "Old \"one\"", "74010001"));

    load(plan("000000000002"), chunk_of(1, "New", "74010002"));

    EXPECT_EQ(
        ask("SELECT old_values FROM member_changes"),
        R"({"surname":"Old \"one\"","ward_code":"74010001"})"
    );
    EXPECT_EQ(
        ask("SELECT new_values FROM member_changes"), R"({"surname":"New","ward_code":"74010002"})"
    );
    EXPECT_EQ(ask("SELECT job_id FROM member_changes"), "job-1790000000000-000000000002");
}

TEST_F(SqliteLoad, NamesTheJobsThatMadeAndChangedAMember) {
    load(plan("000000000001"), chunk_of(1, "Old", "74010001"));
    load(plan("000000000002"), chunk_of(1, "New", "74010001"));

    EXPECT_EQ(ask("SELECT created_by_job FROM members"), "job-1790000000000-000000000001");
    EXPECT_EQ(ask("SELECT updated_by_job FROM members"), "job-1790000000000-000000000002");
}

TEST_F(SqliteLoad, ComparesAMemberAgainThatSomethingElseChanged) {
    load(plan("000000000001"), chunk_of(1, "Sample", "74010001"));
    execute("UPDATE members SET surname = 'By hand'");

    const auto tally = load(plan("000000000002"), chunk_of(1, "Sample", "74010001"));

    EXPECT_EQ(tally.of(Outcome::updated), 1U);
    EXPECT_EQ(ask("SELECT surname FROM members"), "Sample");
}

TEST_F(SqliteLoad, LeavesNothingOfAChunkThatWasInterruptedAnywhere) {
    load(plan("000000000001"), chunk_of(20, "Old", "74010001"));
    const auto load = *loader_.begin(plan("000000000002"));
    auto chunk = chunk_of(40, "New", "74010001");

    int interrupted = 0;
    for (int hundreds = 1;; hundreds += 7) {
        int left = hundreds;
        interrupt_after(&left);
        bool failed = false;
        try {
            ASSERT_TRUE(load->append(chunk));
        } catch (const Failure& failure) {
            failed = failure.broken() == Broken::database;
        }
        interrupt_after(nullptr);
        if (!failed) break;
        ++interrupted;
        ASSERT_EQ(ask("SELECT count(*) FROM members"), "20");
        ASSERT_EQ(ask("SELECT count(*) FROM member_changes"), "0");
        ASSERT_EQ(ask("SELECT count(*) FROM upload_chunk"), "1");
        ASSERT_EQ(load->cursor().next_chunk, 0U);
        ASSERT_THAT(chunk.findings, testing::IsEmpty());
    }

    EXPECT_GT(interrupted, 5);
    EXPECT_EQ(load->cursor().tally.of(Outcome::updated), 20U);
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 20U);
    EXPECT_TRUE(ledger_.verify(plan("000000000002").job));
}

TEST_F(SqliteLoad, PausesOnAFullDiskAndGoesOnWhenSpaceReturns) {
    const auto load = *loader_.begin(plan("000000000001"));
    auto chunk = chunk_of(2'000, "Sample", "74010001");
    execute("PRAGMA max_page_count = 30");

    Broken broken = Broken::other;
    try {
        std::ignore = load->append(chunk);
    } catch (const Failure& failure) {
        broken = failure.broken();
    }
    execute("PRAGMA max_page_count = 100000");
    const auto again = load->append(chunk);

    EXPECT_EQ(broken, Broken::disk_full);
    EXPECT_TRUE(again);
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 2'000U);
}

TEST_F(SqliteLoad, HoldsAMunicipalityToItselfWhereTheGeographyIsKnown) {
    load(plan("000000000001"), chunk_of(1, "Sample", "74010002"));
    auto johannesburg = plan("000000000002");
    johannesburg.area = {"GP", "JHB"};
    johannesburg.geography = std::make_shared<check::geography::WardIndex>(
        check::geography::PlaceList{.wards = {{"74010001", {"JHB"}}, {"74010002", {"TSH"}}}}
    );
    const auto load = *loader_.begin(johannesburg);
    auto chunk = chunk_of(1, "Sample", "74010001");

    ASSERT_TRUE(load->append(chunk));

    EXPECT_EQ(load->cursor().tally.of(Outcome::out_of_scope), 1U);
}

// Whatever a disk, or a hand, changes in the ledger is told.
class ChangedLedger : public SqliteLoad, public testing::WithParamInterface<const char*> {};

TEST_P(ChangedLedger, IsTold) {
    const auto load = *loader_.begin(plan("000000000001"));
    for (std::uint32_t i = 0; i < 3; ++i) {
        auto chunk = chunk_of(5, "Sample", "74010001");
        chunk.rows[0].verdict = check::Verdict::duplicate;
        chunk.rows[0].first_row = 2;
        ASSERT_TRUE(load->append(chunk));
    }
    const auto job = plan("000000000001").job;
    ASSERT_TRUE(ledger_.verify(job));

    execute(GetParam());

    const auto verified = ledger_.verify(job);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, Errc::corrupt_source);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    ChangedLedger,
    testing::Values(
        "UPDATE upload_chunk SET outcomes = x'0101010101' WHERE chunk = 1",
        "UPDATE upload_chunk SET last4 = zeroblob(10) WHERE chunk = 2",
        "UPDATE upload_chunk SET rows_digest = prev_digest WHERE chunk = 0",
        "DELETE FROM upload_chunk WHERE chunk = 1",
        "DELETE FROM upload_chunk WHERE chunk = 2",
        "DELETE FROM upload_row WHERE ordinal = 0",
        "UPDATE upload_row SET first_row = 99 WHERE ordinal = 5",
        "UPDATE upload_fence SET rows_done = 14",
        "UPDATE upload_fence SET next_chunk = 2",
        "UPDATE upload_fence SET last_digest = source_sha256"
    )
);

}  // namespace
}  // namespace rollcall::load::sqlite
