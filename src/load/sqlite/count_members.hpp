// What a job left among the members, asked of the tables themselves.
#pragma once

#include "base/ids.hpp"
#include "db/sqlite/store.hpp"
#include "load/member_counts.hpp"

namespace rollcall::load::sqlite {

// Reads every member: for a proof, not for a page. Throws Failure.
MemberCounts count_members(db::sqlite::Store& store, const JobId& job);

}  // namespace rollcall::load::sqlite
