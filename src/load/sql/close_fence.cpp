#include "load/sql/close_fence.hpp"

#include <cstdint>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "load/sql/statements.hpp"

namespace rollcall::load::sql {

void close_fence(db::Session& session, const JobId& job, std::uint64_t epoch) {
    auto close = session.query(statements::close_fence);
    close.with(job.text()).with(static_cast<std::int64_t>(epoch));
    close.step();
}

}  // namespace rollcall::load::sql
