// load/sqlite: members, their changes and the ledger in the embedded database.
//
// A chunk is one immediate transaction on the store's one writing connection; looking back reads on
// connections of its own. Each statement is a .sql file of this folder.
#pragma once

#include "load/sqlite/ledger.hpp"  // IWYU pragma: export
#include "load/sqlite/loader.hpp"  // IWYU pragma: export
#include "load/sqlite/schema.hpp"  // IWYU pragma: export
