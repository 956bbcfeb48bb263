// Exactly once over kill -9: a child commits chunks and is killed in the midst of them, again and
// again, until the job is done.
#include <array>
#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "load/postgres/postgres.hpp"
#include "load/sqlite/sqlite.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::load::tests {
namespace {

constexpr std::uint32_t chunk_count = 60;
constexpr std::uint32_t chunk_rows = 200;
constexpr const char* count_members = "SELECT count(*) FROM members";

// A database as one process has it open.
class Opened {
public:
    Opened() = default;
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    virtual ~Opened() = default;

    virtual Loader& loader() = 0;
    virtual Ledger& ledger() = 0;
    virtual std::uint64_t member_count() = 0;
};

class OpenedSqlite final : public Opened {
public:
    explicit OpenedSqlite(const std::string& path) : store_(path) {
        EXPECT_TRUE(db::sqlite::migrate(store_, std::array{sqlite::migrations()}));
    }
    Loader& loader() override { return loader_; }
    Ledger& ledger() override { return ledger_; }
    std::uint64_t member_count() override {
        return store_.read([](auto& connection) {
            auto query = connection.prepare(count_members);
            query.step();
            return static_cast<std::uint64_t>(query.integer(0));
        });
    }

private:
    db::sqlite::Store store_;
    sqlite::SqliteLoader loader_{store_};
    sqlite::SqliteLedger ledger_{store_};
};

class OpenedPostgres final : public Opened {
public:
    // Waits for the sessions of who had it open before: the server may still commit what a killed
    // program sent last.
    explicit OpenedPostgres(const std::string& url) : store_(url) {
        for (bool alone = false; !alone;) {
            auto& others = connection_->prepared(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND application_name = current_setting('application_name')"
            );
            others.step();
            alone = others.integer(0) == 0;
        }
        EXPECT_TRUE(db::postgres::migrate(store_, std::array{postgres::migrations()}));
    }
    Loader& loader() override { return loader_; }
    Ledger& ledger() override { return ledger_; }
    std::uint64_t member_count() override {
        return store_.read([](auto& connection) {
            auto& query = connection.prepared(count_members);
            query.step();
            return static_cast<std::uint64_t>(query.integer(0));
        });
    }

private:
    db::postgres::Store store_;
    std::unique_ptr<db::postgres::Connection> connection_ = store_.connect();
    postgres::PostgresLoader loader_{store_};
    postgres::PostgresLedger ledger_{store_};
};

// Opens the database anew: each process does.
using Open = std::function<std::unique_ptr<Opened>()>;

// In the child: chunks until the end, a byte down the pipe after each commit.
[[noreturn]] void load_until_killed(const Open& open, std::uint64_t epoch, int tell) {
    const auto opened = open();
    const auto load = *opened->loader().begin(plan_of(1, epoch));
    while (load->cursor().next_chunk < chunk_count) {
        auto chunk = people(std::uint64_t{load->cursor().next_chunk} * chunk_rows, chunk_rows);
        if (!load->append(chunk)) ::_exit(2);
        if (::write(tell, "c", 1) != 1) ::_exit(3);
    }
    ::_exit(0);
}

// Kills the child after that many commits, at whatever it does just then. How many commits it told
// of before it died.
std::uint32_t run_and_kill(const Open& open, std::uint64_t epoch, std::uint64_t after) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const Descriptor hear(ends[0]);
    Descriptor tell(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) load_until_killed(open, epoch, tell.get());
    tell.reset();
    std::uint32_t told = 0;
    char byte = 0;
    while (told < after && ::read(hear.get(), &byte, 1) == 1)
        ++told;
    ::kill(child, SIGKILL);
    while (::read(hear.get(), &byte, 1) == 1)
        ++told;
    ::waitpid(child, nullptr, 0);
    return told;
}

// After a crash: the ledger is whole, and members are those of its rows.
std::uint32_t check_and_tell_next_chunk(const Open& open) {
    const auto opened = open();
    const auto found = opened->ledger().find(job_of(1));
    if (!found) return 0;
    EXPECT_TRUE(opened->ledger().verify(job_of(1)));
    EXPECT_EQ(found->cursor.tally.of(Outcome::inserted), found->cursor.rows_done);
    EXPECT_EQ(opened->member_count(), found->cursor.rows_done);
    return found->cursor.next_chunk;
}

void lose_no_commit_and_double_no_row(const Open& open) {
    open();
    std::uint64_t epoch = 0;
    for (std::uint32_t next = 0; next < chunk_count;) {
        const auto told = run_and_kill(open, ++epoch, random_below(8));
        const auto reached = check_and_tell_next_chunk(open);
        // One commit may have been on the disk before it was told of.
        ASSERT_GE(reached, next + told);
        ASSERT_LE(reached, next + told + 1);
        next = reached;
    }

    EXPECT_GT(epoch, 5U);
}

TEST(LoadCrash, LosesNoCommitAndDoublesNoRow) {
    const rollcall::tests::TemporaryFolder folder;

    lose_no_commit_and_double_no_row([&] {
        return std::make_unique<OpenedSqlite>(folder / "rollcall.db");
    });
}

TEST(LoadCrash, LosesNoCommitAndDoublesNoRowOfPostgres) {
    if (!rollcall::tests::has_postgres()) GTEST_SKIP() << rollcall::tests::no_postgres;
    const rollcall::tests::PostgresSchema schema;

    lose_no_commit_and_double_no_row([&] { return std::make_unique<OpenedPostgres>(schema.url()); }
    );
}

}  // namespace
}  // namespace rollcall::load::tests
