#include "queue/sql/sql_removed_jobs.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "queue/sql/row.hpp"
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

std::vector<JobId> SqlRemovedJobs::undiscarded(std::uint32_t limit) {
    return database_.read([&](db::Session& session) {
        auto left = session.query(statements::removed_undiscarded);
        left.with(std::int64_t{limit});
        std::vector<JobId> jobs;
        while (left.step())
            jobs.push_back(job_id_from(left.text(0)));
        return jobs;
    });
}

void SqlRemovedJobs::note_discarded(const JobId& id) {
    database_.write([&](db::Session& session) {
        session.query(statements::removed_discarded).with(id.text()).step();
    });
}

}  // namespace rollcall::queue::sql
