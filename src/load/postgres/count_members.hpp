// What a job left among the members, asked of the tables themselves.
#pragma once

#include <optional>

#include "base/ids.hpp"
#include "db/postgres/store.hpp"
#include "load/member_counts.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::load::postgres {

// Reads every member, of the mapped table if there is one: for a proof, not for a page. Throws
// Failure.
MemberCounts count_members(
    db::postgres::Store& store,
    const JobId& job,
    const std::optional<Mapping>& mapping = std::nullopt
);

}  // namespace rollcall::load::postgres
