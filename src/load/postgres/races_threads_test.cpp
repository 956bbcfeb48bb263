// Two programs at the same members, and links that break at the worst moment.
#include <cstdint>
#include <future>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "load/postgres/loader.hpp"
#include "load/postgres/made_chunks.hpp"
#include "tests/support/cutting_relay.hpp"

namespace rollcall::load::postgres {
namespace {

class PostgresRaces : public PostgresLoadTest {
protected:
    void SetUp() override {
        PostgresLoadTest::SetUp();
        if (IsSkipped()) return;
        other_ = store().connect();
        other_->execute("BEGIN");
    }

    // Appends on a thread of its own, which by the time this returns waits for the other.
    std::future<Result<void>> append_and_meet(Load& load, check::Chunk& chunk) {
        auto appended = std::async(std::launch::async, [&] { return load.append(chunk); });
        const auto watching = store().connect();
        for (bool waits = false; !waits;) {
            auto& ask = watching->prepared(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1::int = ANY"
                "(pg_blocking_pids(pid)))"
            );
            ask.bind(1, std::int64_t{other().backend()}).step();
            waits = ask.integer(0) != 0;
        }
        return appended;
    }
    db::postgres::Connection& other() { return *other_; }

private:
    std::unique_ptr<db::postgres::Connection> other_;
};

TEST_F(PostgresRaces, UpdatesAMemberThatAnotherInsertedMeanwhile) {
    other().execute("INSERT INTO members (id_number, surname) VALUES ('8000000000002', 'Theirs')");
    const auto load = *loader().begin(plan(1));
    auto chunk = chunk_of({5});
    auto appended = append_and_meet(*load, chunk);

    other().execute("COMMIT");

    ASSERT_TRUE(appended.get());
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 4U);
    EXPECT_EQ(load->cursor().tally.of(Outcome::updated), 1U);
    EXPECT_EQ(ask("SELECT old_values->>'surname' FROM member_changes"), "Theirs");
    EXPECT_EQ(ask("SELECT count(*)::text FROM members"), "5");
}

TEST_F(PostgresRaces, InsertsAMemberThatAnotherInsertedAndThoughtBetterOf) {
    other().execute("INSERT INTO members (id_number, surname) VALUES ('8000000000002', 'Theirs')");
    const auto load = *loader().begin(plan(1));
    auto chunk = chunk_of({5});
    auto appended = append_and_meet(*load, chunk);

    other().execute("ROLLBACK");

    ASSERT_TRUE(appended.get());
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 5U);
}

TEST_F(PostgresRaces, DecidesAnewWhenAnotherChangedAMemberMeanwhile) {
    load(1, {5, "Old"});
    other().execute("UPDATE members SET surname = 'Theirs' WHERE id_number = '8000000000002'");
    const auto load = *loader().begin(plan(2));
    auto chunk = chunk_of({5, "New"});
    auto appended = append_and_meet(*load, chunk);

    other().execute("COMMIT");

    ASSERT_TRUE(appended.get());
    EXPECT_EQ(load->cursor().tally.of(Outcome::updated), 5U);
    EXPECT_EQ(
        ask("SELECT string_agg(DISTINCT old_values->>'surname', ' ') FROM member_changes"),
        "Old Theirs"
    );
    EXPECT_EQ(ask("SELECT count(*)::text FROM members WHERE surname = 'New'"), "5");
}

TEST_F(PostgresRaces, InsertsAMemberAnewThatAnotherRemovedMeanwhile) {
    load(1, {5, "Old"});
    other().execute("DELETE FROM members WHERE id_number = '8000000000002'");
    const auto load = *loader().begin(plan(2));
    auto chunk = chunk_of({5, "New"});
    auto appended = append_and_meet(*load, chunk);

    other().execute("COMMIT");

    ASSERT_TRUE(appended.get());
    EXPECT_EQ(load->cursor().tally.of(Outcome::updated), 4U);
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 1U);
}

TEST_F(PostgresRaces, LeavesNothingOfAChunkThatWasFencedInItsMidst) {
    other().execute("INSERT INTO members (id_number, surname) VALUES ('8000000000002', 'Theirs')");
    const auto load = *loader().begin(plan(1));
    auto chunk = chunk_of({5});
    auto appended = append_and_meet(*load, chunk);

    ASSERT_TRUE(loader().begin(plan(1, 2)));
    other().execute("ROLLBACK");

    const auto refused = appended.get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::lease_lost);
    EXPECT_EQ(ask("SELECT count(*)::text FROM members"), "0");
    EXPECT_EQ(ask("SELECT count(*)::text FROM upload_chunk"), "0");
}

class PostgresCommits : public PostgresLoadTest {
protected:
    // The loader's own way to the server; `search_path` may hide what the server's own schema has.
    void connect_by_relay(const std::string& search_path) {
        relay_ = std::make_unique<tests::CuttingRelay>(tests::port_of(url()));
        relayed_ = std::make_unique<db::postgres::Store>(
            "postgresql://postgres@127.0.0.1:" + std::to_string(relay_->port()) +
            "/postgres?options=-csearch_path%3D" + search_path
        );
    }
    std::string schema() { return ask("SELECT current_schema()::text"); }
    tests::CuttingRelay& relay() { return *relay_; }
    db::postgres::Store& relayed() { return *relayed_; }

private:
    std::unique_ptr<tests::CuttingRelay> relay_;
    std::unique_ptr<db::postgres::Store> relayed_;
};

TEST_F(PostgresCommits, AreFoundWhenTheirAnswerWasLost) {
    connect_by_relay(schema());
    PostgresLoader loader(relayed());
    const auto load = *loader.begin(plan(1));
    auto chunk = chunk_of({5});
    relay().cut_after("COMMIT");

    ASSERT_TRUE(load->append(chunk));

    EXPECT_TRUE(relay().has_cut());
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 5U);
    EXPECT_EQ(load->cursor().next_chunk, 1U);
    EXPECT_TRUE(ledger().verify(plan(1).job));
}

TEST_F(PostgresCommits, AreFoundInTheLedgerOfAServerThatDoesNotKnowTheTransaction) {
    const auto name = schema();
    // As a server says that took over before it had heard of the number.
    execute(
        "CREATE FUNCTION pg_xact_status(xid8) RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'transaction ID is in the future' USING ERRCODE = '22023'; END $$"
    );
    connect_by_relay(name + "%2Cpg_catalog");
    PostgresLoader loader(relayed());
    const auto load = *loader.begin(plan(1));
    auto chunk = chunk_of({5});
    relay().cut_after("COMMIT");

    ASSERT_TRUE(load->append(chunk));

    EXPECT_TRUE(relay().has_cut());
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 5U);
    EXPECT_TRUE(ledger().verify(plan(1).job));
}

TEST_F(PostgresCommits, AreTriedAgainWhenTheLinkBrokeBeforeThem) {
    connect_by_relay(schema());
    PostgresLoader loader(relayed());
    const auto load = *loader.begin(plan(1));
    auto chunk = chunk_of({5});
    relay().cut_before("COMMIT");

    ASSERT_TRUE(load->append(chunk));

    EXPECT_TRUE(relay().has_cut());
    EXPECT_EQ(load->cursor().tally.of(Outcome::inserted), 5U);
    EXPECT_EQ(ask("SELECT count(*)::text FROM members"), "5");
    EXPECT_TRUE(ledger().verify(plan(1).job));
}

}  // namespace
}  // namespace rollcall::load::postgres
