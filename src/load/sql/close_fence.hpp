// The fence of a job that ended without its worker.
#pragma once

#include <cstdint>

#include "base/ids.hpp"
#include "db/database.hpp"

namespace rollcall::load::sql {

// Within the caller's transaction, over either database: attempts up to this epoch can commit
// nothing more. The next attempt, whose epoch is higher, can.
void close_fence(db::Session& session, const JobId& job, std::uint64_t epoch);

}  // namespace rollcall::load::sql
