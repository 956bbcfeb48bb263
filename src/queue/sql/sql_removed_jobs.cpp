#include "queue/sql/sql_removed_jobs.hpp"

#include <string>

#include "base/clock.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {

std::optional<RemovedJob> SqlRemovedJobs::find(const JobId& id) {
    return database_.read([&](db::Session& session) -> std::optional<RemovedJob> {
        auto find = session.query(statements::removed_find);
        if (!find.with(id.text()).step()) return std::nullopt;
        return RemovedJob{
            .user_id = std::string(find.text(0)),
            .province_code = std::string(find.text(1)),
            .municipality_code = std::string(find.text(2)),
            .finished_at = Instant{Milliseconds{find.integer(3)}},
            .removed_at = Instant{Milliseconds{find.integer(4)}}};
    });
}

}  // namespace rollcall::queue::sql
