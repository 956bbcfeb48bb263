// PostgreSQL as one of the two databases of db/database.hpp.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "db/postgres/store.hpp"

namespace rollcall::db::postgres {

// Writes are transactions of READ COMMITTED: each statement sees what was committed before it.
// Goes before the store.
class PostgresDatabase final : public db::Database {
public:
    // The time is the server's own, unless a test brings a clock.
    explicit PostgresDatabase(Store& store, const Clock* test_clock = nullptr)
        : store_(store), test_clock_(test_clock) {}

private:
    void write_with(const Work& work) override;
    void read_with(const Work& work) override;

    Store& store_;
    const Clock* test_clock_;
};

// A statement of db/database.hpp as PostgreSQL reads it: ?1 is $1, and what stands behind
// `--postgres ` belongs to it.
std::string translate(std::string_view sql);

}  // namespace rollcall::db::postgres
