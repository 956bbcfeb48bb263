// How a chunk's members are read and written: the statements over the table that holds them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/postgres/connection.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::load::postgres {

struct MemberTable {
    struct Write {
        std::string sql;         // $1 to before $2: places of chunk_rows
        bool names_job = false;  // $3
        bool counts = true;      // its rows are those that were written
    };
    std::string prepare;  // before reading; may be empty
    std::string read;     // as read_members.sql
    std::vector<Write> writes;
    std::string count;          // as count_members.sql
    bool takes_copies = false;  // new members may go straight into `members`
};

// Our own.
MemberTable own_table();

// Needs: check_mapping finds nothing. Throws Failure when the table is not there any more.
MemberTable mapped_table(db::postgres::Connection& connection, const Mapping& mapping);

}  // namespace rollcall::load::postgres
