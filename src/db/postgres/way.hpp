// How a connection gets to its server.
#pragma once

#include <string>

#include "db/postgres/connection.hpp"

namespace rollcall::db::postgres {

struct Way {
    std::string host;     // or hosts, by commas; a folder of sockets, or empty: this machine
    std::string sslmode;  // as libpq took it from URL, environment or service: "verify-full"
};

Way way_of(const Connection& connection);

// Whether it never leaves this machine.
bool is_local(const Way& way);

}  // namespace rollcall::db::postgres
