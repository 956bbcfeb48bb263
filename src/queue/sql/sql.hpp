// queue/sql: the queue in the tables of a database, SQLite or PostgreSQL.
//
// SqlQueue is the Queue whose truth is the database: each verb is one transaction, each transition
// a compare-and-set on state and epoch, and what must never be is refused by the tables themselves
// (schema_1.sql). Where a verb is one statement it is a .sql file of its name; where PostgreSQL
// needs other words, postgres/ has them.
#pragma once

#include "queue/sql/sql_queue.hpp"         // IWYU pragma: export
#include "queue/sql/sql_removed_jobs.hpp"  // IWYU pragma: export
