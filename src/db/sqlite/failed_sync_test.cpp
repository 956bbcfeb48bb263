#include <cstdint>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/failure.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::sqlite {
namespace {

// SQLite's own file system, except that syncs of the log fail on demand. One at a time.
class FailingSyncs {
public:
    FailingSyncs() {
        original = sqlite3_vfs_find(nullptr);
        vfs_ = *original;
        vfs_.zName = "failing_syncs";
        vfs_.xOpen = open;
        is_failing = false;
        sqlite3_vfs_register(&vfs_, 1);
    }
    FailingSyncs(const FailingSyncs&) = delete;
    FailingSyncs& operator=(const FailingSyncs&) = delete;
    ~FailingSyncs() { sqlite3_vfs_unregister(&vfs_); }

    void fail(bool fails) { is_failing = fails; }

private:
    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
        const int code = original->xOpen(original, name, file, flags, out);
        if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
        log_methods = file->pMethods;
        methods = *log_methods;
        methods.xSync = sync;
        file->pMethods = &methods;
        return code;
    }
    static int sync(sqlite3_file* file, int flags) {
        return is_failing ? SQLITE_IOERR_FSYNC : log_methods->xSync(file, flags);
    }

    static inline sqlite3_vfs* original = nullptr;
    static inline const sqlite3_io_methods* log_methods = nullptr;
    static inline sqlite3_io_methods methods{};
    static inline bool is_failing = false;
    sqlite3_vfs vfs_{};
};

class FailedSync : public testing::Test {
protected:
    FailedSync() {
        write("CREATE TABLE words (word TEXT NOT NULL) STRICT");
        write("INSERT INTO words VALUES ('one')");
    }
    void write(const std::string& sql) {
        store_.write([&](Connection& connection) { connection.execute(sql); });
    }
    static std::int64_t count(Store& store) {
        return store.read([](Connection& connection) {
            auto query = connection.prepare("SELECT count(*) FROM words");
            query.step();
            return query.integer(0);
        });
    }
    // What a program finds that starts over the files as they lie there now.
    std::int64_t count_after_crash() {
        for (const std::string end : {"", "-wal"}) {
            std::filesystem::copy_file(
                folder_ / ("store.db" + end), folder_ / ("crashed.db" + end)
            );
        }
        Store crashed(folder_ / "crashed.db");
        return count(crashed);
    }

    FailingSyncs syncs_;
    tests::TemporaryFolder folder_;
    Store store_{folder_ / "store.db"};
};

TEST_F(FailedSync, IsToldAndBringsNothingBackAfterACrash) {
    syncs_.fail(true);

    EXPECT_THROW(write("INSERT INTO words VALUES ('two')"), Failure);

    EXPECT_EQ(count(store_), 1);
    EXPECT_EQ(count_after_crash(), 1);
}

TEST_F(FailedSync, KeepsWhatIsCommittedAfterIt) {
    syncs_.fail(true);
    EXPECT_THROW(write("INSERT INTO words VALUES ('two')"), Failure);
    syncs_.fail(false);

    write("INSERT INTO words VALUES ('three')");

    EXPECT_EQ(count(store_), 2);
    EXPECT_EQ(count_after_crash(), 2);
}

}  // namespace
}  // namespace rollcall::db::sqlite
