// Made-up lists, and what is known of their rows before any program has read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "check/chunk.hpp"
#include "tests/sim/chance.hpp"

namespace rollcall::sim {

struct MadeRow {
    std::uint32_t number = 0;  // the sheet's own
    std::string id;
    std::string firstname;
    std::string surname;
    std::string ward;
    check::Verdict verdict = check::Verdict::taken;
};

struct MadeFile {
    std::string text;  // CSV
    std::string sha256;
    std::vector<MadeRow> rows;
    bool can_be_read = true;  // false: it has no header row
};

// A list of up to 200 rows of the same few people, so that files meet in the database. Some rows
// are invalid, some double an earlier one.
MadeFile make_file(Chance& chance);

}  // namespace rollcall::sim
