// An SQLite file as one of the two databases of db/database.hpp.
#pragma once

#include <cstddef>
#include <exception>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "base/combiner.hpp"
#include "db/database.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/store.hpp"

namespace rollcall::db::sqlite {

// Writes that come at the same time share one commit, and so one sync: each is a savepoint, undone
// by itself where it throws. All of them are told that it is durable, or none. They may be run on
// each other's threads.
//
// The file has no time of its own: it is the clock's. Goes before the store.
class SqliteDatabase final : public db::Database {
public:
    SqliteDatabase(Store& store, const Clock& clock);

    // How many are at work or wait just now.
    std::size_t present() const { return writes_.present(); }

private:
    struct Write {
        const Work& work;
        std::exception_ptr trouble;
    };

    void write_with(const Work& work) override;
    void read_with(const Work& work) override;

    std::vector<Write*> commit_some(std::span<Write* const> writes) noexcept;
    std::size_t run_some(Connection& writer, std::span<Write* const> writes);
    void run_within(Connection& writer, Write& write);

    Store& store_;
    const Clock& clock_;
    Combiner<Write> writes_;
};

}  // namespace rollcall::db::sqlite
