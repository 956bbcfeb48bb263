#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "db/database.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::sqlite {
namespace {

using Write = std::function<void(Session&)>;

void insert(Session& session, std::string_view word) {
    auto insert = session.query("INSERT INTO words VALUES (?1)");
    insert.with(word).step();
}

Write adds(std::string word) {
    return [word = std::move(word)](Session& session) { insert(session, word); };
}

// Writes that wait for the same commit: a first one is held until all others have come.
class TogetherTest : public testing::Test {
protected:
    TogetherTest() {
        store_.write([](Connection& connection) {
            connection.execute("CREATE TABLE words (word TEXT NOT NULL) STRICT");
            connection.execute("CREATE TABLE known (word TEXT PRIMARY KEY) STRICT");
            connection.execute(
                "CREATE TABLE said (word TEXT REFERENCES known DEFERRABLE INITIALLY DEFERRED)"
            );
        });
        store_.alone([this](Connection& connection) {
            sqlite3_commit_hook(connection.handle(), count, &commits_);
        });
    }

    // What each was told: empty for a success.
    std::vector<std::string> write_together(const std::vector<Write>& writes) {
        std::vector<std::string> told(writes.size());
        std::atomic<bool> held = true;
        std::vector<std::jthread> threads;
        std::atomic<bool> begun = false;
        threads.emplace_back([&] {
            database_.write([&](Session&) {
                begun = true;
                begun.notify_all();
                held.wait(true);
            });
        });
        begun.wait(false);
        commits_ = 0;
        for (std::size_t i = 0; i < writes.size(); ++i) {
            threads.emplace_back([&, i] { told[i] = outcome(writes[i]); });
            while (database_.present() != i + 2)
                std::this_thread::yield();
        }
        held = false;
        held.notify_all();
        threads.clear();
        return told;
    }

    std::int64_t words() {
        return database_.read([](Session& session) {
            auto count = session.query("SELECT count(*) FROM words");
            count.step();
            return count.integer(0);
        });
    }
    // Beside the first one's.
    int commits() const { return commits_ - 1; }
    Store& store() { return store_; }

private:
    static int count(void* commits) {
        ++*static_cast<int*>(commits);
        return 0;
    }
    std::string outcome(const Write& write) {
        try {
            database_.write(write);
            return "";
        } catch (const std::exception& failure) {
            return failure.what();
        }
    }

    const SystemClock clock_;
    const tests::TemporaryFolder folder_;
    Store store_{folder_ / "store.db"};
    SqliteDatabase database_{store_, clock_};
    int commits_ = 0;
};

const std::vector<std::string> three_successes(3);

TEST_F(TogetherTest, TheyShareOneCommit) {
    EXPECT_EQ(write_together({adds("a"), adds("b"), adds("c")}), three_successes);

    EXPECT_EQ(words(), 3);
    EXPECT_EQ(commits(), 1);
}

TEST_F(TogetherTest, EachSeesWhatThoseBeforeItWrote) {
    std::vector<std::int64_t> seen;
    const auto look = [&](Session& session) {
        auto count = session.query("SELECT count(*) FROM words");
        count.step();
        seen.push_back(count.integer(0));
    };

    write_together({look, adds("a"), look});

    EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1}));
}

TEST_F(TogetherTest, OneThatThrowsIsUndoneAloneAndHearsWhy) {
    const auto breaks = [](Session& session) {
        insert(session, "undone");
        throw std::runtime_error("on the way");
    };

    const auto told = write_together({adds("a"), breaks, adds("c")});

    EXPECT_EQ(told, (std::vector<std::string>{"", "on the way", ""}));
    EXPECT_EQ(words(), 2);
    EXPECT_EQ(commits(), 1);
}

TEST_F(TogetherTest, OneThatEndsTheTransactionOfAllIsLeftOutAndTheOthersAreRunAgain) {
    store().alone([](Connection& connection) { connection.execute("PRAGMA max_page_count = 20"); });

    const auto told = write_together({adds("a"), adds(std::string(1'000'000, 'x')), adds("c")});

    EXPECT_EQ(told, (std::vector<std::string>{"", "sqlite: database or disk is full", ""}));
    EXPECT_EQ(words(), 2);
}

TEST_F(TogetherTest, ACommitThatFailsIsToldToAllOfThem) {
    const auto says_what_nobody_knows = [](Session& session) {
        session.query("INSERT INTO said VALUES ('unknown')").step();
    };

    const auto told = write_together({adds("a"), says_what_nobody_knows, adds("c")});

    const std::string why = "execute: sqlite: FOREIGN KEY constraint failed";
    EXPECT_EQ(told, (std::vector<std::string>{why, why, why}));
    EXPECT_EQ(words(), 0);
}

}  // namespace
}  // namespace rollcall::db::sqlite
