// queue/sql: the queue in the tables of an SQLite database.
//
// SqlQueue is the Queue whose truth is the database: each verb is one transaction, each transition
// a compare-and-set on state and epoch, and what must never be is refused by the tables themselves
// (schema_1.sql). Where a verb is one statement it is a .sql file of its name.
#pragma once

#include "queue/sql/sql_queue.hpp"  // IWYU pragma: export
