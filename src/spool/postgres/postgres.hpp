// spool/postgres: uploads and documents as rows of 256 KiB in the database that every node speaks
// to.
//
// Bytes come in short transactions under a number that nobody knows; the last transaction sees that
// all are there and gives them their name. What is removed loses its name in one short transaction
// and its rows in the next ones. So no transaction is long, memory is one batch, and what a dead
// node left has no name and is swept. docs/formats/spool.md tells more.
#pragma once

#include "spool/postgres/postgres_register.hpp"  // IWYU pragma: export
#include "spool/postgres/postgres_shelf.hpp"     // IWYU pragma: export
#include "spool/postgres/postgres_spool.hpp"     // IWYU pragma: export
#include "spool/postgres/schema.hpp"             // IWYU pragma: export
