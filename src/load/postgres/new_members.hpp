// New members on their way straight into the table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "db/postgres/connection.hpp"
#include "db/postgres/copy.hpp"
#include "load/members.hpp"

namespace rollcall::load::postgres {

// COPY into `members`, in the binary form of its columns: PostgreSQL takes rows so at two thirds of
// what an INSERT from a temporary table costs it, but all or none, and whoever is stored already
// makes it none.
class NewMembers {
public:
    // The rows are those of `job`, which must live as long.
    NewMembers(db::postgres::Connection& connection, std::string_view job);

    void add(const NewMember& member);
    // How many were taken. Refuses with conflict what a constraint forbids.
    Result<std::int64_t> finish() { return rows_.try_finish(); }

private:
    db::postgres::CopyIn rows_;
    std::string_view job_;
};

}  // namespace rollcall::load::postgres
