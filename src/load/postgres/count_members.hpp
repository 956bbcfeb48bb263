// What a job left among the members, asked of the tables themselves.
#pragma once

#include "base/ids.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"

namespace rollcall::load::postgres {

// Reads every member: for a proof, not for a page. Throws Failure.
MemberCounts count_members(db::postgres::Store& store, const JobId& job);

}  // namespace rollcall::load::postgres
