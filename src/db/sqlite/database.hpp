// An SQLite file as one of the two databases of db/database.hpp.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/store.hpp"

namespace rollcall::db::sqlite {

// The file has no time of its own: it is the clock's. Goes before the store.
class SqliteDatabase final : public db::Database {
public:
    SqliteDatabase(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

    // Statements by their text.
    using Prepared = std::map<std::string, Statement, std::less<>>;

private:
    void write_with(const Work& work) override;
    void read_with(const Work& work) override;

    Store& store_;
    const Clock& clock_;
    Prepared prepared_;  // of the writing connection, under its lock
};

}  // namespace rollcall::db::sqlite
