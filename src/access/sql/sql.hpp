// access/sql: users, their sessions and the audit in the tables of a database, SQLite or
// PostgreSQL.
//
// One verb is one transaction; where it is one statement it is a .sql file of its name.
#pragma once

#include "access/sql/schema.hpp"     // IWYU pragma: export
#include "access/sql/sql_audit.hpp"  // IWYU pragma: export
#include "access/sql/sql_users.hpp"  // IWYU pragma: export
