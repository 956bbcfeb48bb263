// What is known of removed jobs, over a database's tables.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "queue/removed_jobs.hpp"

namespace rollcall::queue::sql {

// SqlQueue::clean fills its table. The database outlives it.
class SqlRemovedJobs final : public RemovedJobs {
public:
    explicit SqlRemovedJobs(db::Database& database) : database_(database) {}

    std::optional<RemovedJob> find(const JobId& id) override;
    std::vector<JobId> undiscarded(std::uint32_t limit) override;
    void note_discarded(const JobId& id) override;

private:
    db::Database& database_;
};

}  // namespace rollcall::queue::sql
