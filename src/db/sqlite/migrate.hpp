// Brings a database's tables to what this program knows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/sqlite/store.hpp"

namespace rollcall::db::sqlite {

// The tables of one room: `steps[n]` is SQL that brings version n to n + 1. Steps are never edited
// once released, only added.
struct Migrations {
    std::string_view room;
    std::vector<std::string_view> steps;
};

// Runs what is missing, each room's steps in one transaction; a copy of a database that already has
// tables is made beside it first ("<path>.before-<version>"). Refuses with wrong_state a database
// whose version is newer than this program knows.
Result<void> migrate(Store& store, std::span<const Migrations> rooms);

}  // namespace rollcall::db::sqlite
