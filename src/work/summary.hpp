// Sentences about what became of a job's rows, and the resume's scissors.
#pragma once

#include <cstdint>
#include <string>

#include "check/chunk.hpp"
#include "load/tally.hpp"

namespace rollcall::work {

// "20,000 rows: 19,000 inserted, 1,000 invalid" or "completed: no row was loaded".
std::string completed_message(const load::Tally& tally, bool dry_run);

// "12,000 of 60,000 rows were loaded and stay" (`rows_total` 0: not known).
std::string stopped_message(const load::Tally& tally, std::uint64_t rows_total);

// Takes the first rows, and their findings, out of the chunk.
void drop_first(check::Chunk& chunk, std::uint64_t rows);

}  // namespace rollcall::work
