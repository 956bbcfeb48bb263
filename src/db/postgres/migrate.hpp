// Brings a database's tables to what this program knows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/postgres/store.hpp"

namespace rollcall::db::postgres {

// The tables of one room: `steps[n]` is SQL that brings version n to n + 1. Steps are never edited
// once released, only added.
struct Migrations {
    std::string_view room;
    std::vector<std::string_view> steps;
};

// Runs what is missing in one transaction; of programs that start at the same time one does it and
// the others wait (an advisory lock). Refuses with wrong_state a database whose version is newer
// than this program knows. Throws PostgresFailure.
Result<void> migrate(Store& store, std::span<const Migrations> rooms);

// Refuses with wrong_state unless every room's tables are those that this program knows: what to
// run stands in the message.
Result<void> check_version(Store& store, std::span<const Migrations> rooms);

}  // namespace rollcall::db::postgres
