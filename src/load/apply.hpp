// Decides what becomes of each row of a chunk, and does it to the members.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "check/chunk.hpp"
#include "load/loader.hpp"
#include "load/members.hpp"
#include "load/tally.hpp"

namespace rollcall::load {

// The sheet's numbers of rows whose member is stored outside the uploader's area.
using RowNumbers = std::unordered_set<std::uint32_t>;

struct Decision {
    Outcome outcome = Outcome::invalid;
    // What the member was before, encoded, in Decisions::befores; no length: nothing may be told.
    std::uint32_t before_offset = 0;
    std::uint32_t before_length = 0;
};

struct RowError {
    std::uint32_t index = 0;
    std::string text;
};

// What became of a chunk's rows. `rows` goes by the row's index in the chunk.
struct Decisions {
    std::vector<Decision> rows;
    std::string befores;
    std::vector<check::Finding> findings;  // the checks' and the loader's, by ascending index
    std::vector<RowError> errors;          // of outcome `failed`, by ascending index
    RowNumbers elsewhere;                  // found in this chunk
    Tally tally;
};

struct Rules {
    const Plan& plan;
    const RowNumbers& elsewhere;  // of earlier chunks
};

struct Place {
    std::uint64_t id = 0;
    std::uint32_t index = 0;  // of the row in the chunk
};

// The chunk's taken rows by ascending ID number: an index is then walked once, from left to right.
std::vector<Place> taken_by_id(const check::Chunk& chunk);

// Each member of `taken_by_id` is asked for once, in that order, and written before the next is
// asked for. Does the same again when the members answer the same.
Decisions apply(const check::Chunk& chunk, const Rules& rules, Members& members);

}  // namespace rollcall::load
