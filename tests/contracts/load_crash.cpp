// Exactly once over kill -9: a child commits chunks and is killed in the midst of them, again and
// again, until the job is done.
#include <array>
#include <csignal>
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/ids.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "load/sqlite/sqlite.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::load::tests {
namespace {

constexpr std::uint32_t chunk_count = 60;
constexpr std::uint32_t chunk_rows = 200;

// In the child: chunks until the end, a byte down the pipe after each commit.
[[noreturn]] void load_until_killed(const std::string& path, std::uint64_t epoch, int tell) {
    db::sqlite::Store store(path);
    sqlite::SqliteLoader loader(store);
    const auto load = *loader.begin(plan_of(1, epoch));
    while (load->cursor().next_chunk < chunk_count) {
        auto chunk = people(std::uint64_t{load->cursor().next_chunk} * chunk_rows, chunk_rows);
        if (!load->append(chunk)) ::_exit(2);
        if (::write(tell, "c", 1) != 1) ::_exit(3);
    }
    ::_exit(0);
}

// Kills the child after that many commits, at whatever it does just then. How many commits it told
// of before it died.
std::uint32_t run_and_kill(const std::string& path, std::uint64_t epoch, std::uint64_t after) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    const Descriptor hear(ends[0]);
    Descriptor tell(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) load_until_killed(path, epoch, tell.get());
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
std::uint32_t check_and_tell_next_chunk(const std::string& path) {
    db::sqlite::Store store(path);
    sqlite::SqliteLedger ledger(store);
    const auto found = ledger.find(job_of(1));
    if (!found) return 0;
    EXPECT_TRUE(ledger.verify(job_of(1)));
    EXPECT_EQ(found->cursor.tally.of(Outcome::inserted), found->cursor.rows_done);
    const auto members = store.read([](auto& connection) {
        auto query = connection.prepare("SELECT count(*) FROM members");
        query.step();
        return static_cast<std::uint64_t>(query.integer(0));
    });
    EXPECT_EQ(members, found->cursor.rows_done);
    return found->cursor.next_chunk;
}

TEST(LoadCrash, LosesNoCommitAndDoublesNoRow) {
    const rollcall::tests::TemporaryFolder folder;
    const auto path = folder / "rollcall.db";
    {
        db::sqlite::Store store(path);
        ASSERT_TRUE(db::sqlite::migrate(store, std::array{sqlite::migrations()}));
    }

    std::uint64_t epoch = 0;
    for (std::uint32_t next = 0; next < chunk_count;) {
        const auto told = run_and_kill(path, ++epoch, random_below(8));
        const auto reached = check_and_tell_next_chunk(path);
        // One commit may have been on the disk before it was told of.
        ASSERT_GE(reached, next + told);
        ASSERT_LE(reached, next + told + 1);
        next = reached;
    }

    EXPECT_GT(epoch, 5U);
}

}  // namespace
}  // namespace rollcall::load::tests
