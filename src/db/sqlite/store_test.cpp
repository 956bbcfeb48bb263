#include "db/sqlite/store.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::sqlite {
namespace {

class StoreTest : public testing::Test {
protected:
    StoreTest() {
        store_.write([](Connection& connection) {
            connection.execute("CREATE TABLE words (word TEXT NOT NULL UNIQUE) STRICT");
        });
    }

    void add(const std::string& word) {
        store_.write([&](Connection& connection) { insert(connection, word); });
    }
    static void insert(Connection& connection, std::string_view word) {
        auto insert = connection.prepare("INSERT INTO words VALUES (?1)");
        insert.bind(1, word).run();
    }
    std::int64_t count() {
        return store_.read([](Connection& connection) {
            auto query = connection.prepare("SELECT count(*) FROM words");
            query.step();
            return query.integer(0);
        });
    }
    std::string pragma(const std::string& name) {
        return store_.alone([&](Connection& connection) {
            auto query = connection.prepare("PRAGMA " + name);
            query.step();
            return std::string(query.text(0));
        });
    }

    tests::TemporaryFolder folder_;
    Store store_{folder_ / "store.db"};
};

TEST_F(StoreTest, SyncsEveryCommitToTheLog) {
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2");
}

TEST_F(StoreTest, ShowsReadersWhatWasCommitted) {
    add("one");

    EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, HidesFromReadersWhatIsNotCommitted) {
    store_.write([&](Connection& connection) {
        insert(connection, "one");
        EXPECT_EQ(count(), 0);
    });

    EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, RollsBackWhatThrows) {
    const auto write = [&] {
        store_.write([](Connection& connection) {
            insert(connection, "one");
            throw std::runtime_error("on the way");
        });
    };

    EXPECT_THROW(write(), std::runtime_error);
    EXPECT_EQ(count(), 0);
}

TEST_F(StoreTest, ServesTheNextAfterOneThatThrew) {
    const auto broken = [&] {
        store_.write([](Connection& connection) { connection.execute("no SQL"); });
    };
    EXPECT_THROW(broken(), Failure);

    add("one");

    EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, KeepsWhatAClosedStoreCommitted) {
    const auto path = folder_ / "other.db";
    {
        Store other(path);
        other.write([](Connection& connection) { connection.execute("CREATE TABLE kept (x)"); });
    }

    Store again(path);

    EXPECT_NO_THROW(again.read([](Connection& connection) {
        auto query = connection.prepare("SELECT * FROM kept");
        query.step();
    }));
}

TEST_F(StoreTest, LetsReadersWriteNothing) {
    const auto write = [&] {
        store_.read([](Connection& connection) { insert(connection, "one"); });
    };

    EXPECT_THROW(write(), Failure);
}

TEST_F(StoreTest, TellsAConstraintsRefusalAndGoesOn) {
    add("one");

    const auto refused = store_.write([](Connection& connection) {
        auto insert = connection.prepare("INSERT INTO words VALUES (?1)");
        auto twice = insert.bind(1, "one").try_run();
        EXPECT_TRUE(insert.bind(1, "two").try_run());
        return twice;
    });

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_EQ(refused.error().message, "UNIQUE constraint failed: words.word");
    EXPECT_EQ(count(), 2);
}

TEST_F(StoreTest, TellsAFullDiskFromOtherFailures) {
    store_.alone([](Connection& connection) { connection.execute("PRAGMA max_page_count = 3"); });

    Broken broken = Broken::other;
    try {
        add(std::string(100'000, 'x'));
    } catch (const Failure& failure) {
        broken = failure.broken();
    }

    EXPECT_EQ(broken, Broken::disk_full);
    EXPECT_EQ(count(), 0);
}

TEST_F(StoreTest, BindsNoDataAsNullAndEmptyTextAsText) {
    store_.alone([](Connection& connection) {
        auto query = connection.prepare("SELECT ?1 IS NULL, ?2 IS NULL, ?3");
        query.bind_or_null(1, std::string_view()).bind_or_null(2, "").bind(3, "text");

        ASSERT_TRUE(query.step());

        EXPECT_EQ(query.integer(0), 1);
        EXPECT_EQ(query.integer(1), 0);
        EXPECT_EQ(query.text(2), "text");
    });
}

TEST_F(StoreTest, RefusesAFileThatIsNoDatabase) {
    const auto path = folder_ / "text.db";
    {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
            std::fopen(path.c_str(), "w"), &std::fclose
        );
        std::fputs(std::string(5'000, 'x').c_str(), file.get());
    }

    EXPECT_THROW(Store{path}, Failure);
}

}  // namespace
}  // namespace rollcall::db::sqlite
