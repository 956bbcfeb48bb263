// What all verbs share; the verbs stand in adding, running, steering, keeping and asking.
#include "queue/sql/sql_queue.hpp"

#include <optional>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {

db::sqlite::Migrations migrations() {
    return {.room = "queue", .steps = {statements::schema_1}};
}

SqlQueue::SqlQueue(
    db::sqlite::Store& store,
    const Clock& clock,
    const QueueLimits& limits,
    const RetryPolicy& retries,
    event::Bus* bus
)
    : store_(store), clock_(clock), limits_(limits), retries_(retries), bus_(bus) {
    ROLLCALL_ASSERT(limits.aging.count() > 0);
}

std::optional<Job> SqlQueue::find_within(db::sqlite::Connection& writer, const JobId& id) {
    auto find = statements_.use(writer, statements::find);
    find.with(id.text());
    return find.step() ? std::optional(job_from(find.row())) : std::nullopt;
}

void SqlQueue::audit(db::sqlite::Connection& writer, const AuditEntry& entry) {
    auto audit = statements_.use(writer, statements::audit);
    audit.with(clock_.now())
        .with(entry.actor)
        .with(entry.action)
        .with(entry.job)
        .with(entry.details);
    audit.step();
}

void SqlQueue::announce(const Job& job) {
    publish(event::JobChanged{.job = job.id, .state = std::string(to_string(job.state))});
    if (job.state == JobState::waiting) publish(event::JobQueued{job.id});
}

void SqlQueue::announce(const std::vector<Job>& jobs) {
    for (const auto& job : jobs)
        announce(job);
}

void SqlQueue::publish(const event::Event& event) {
    if (bus_ != nullptr) bus_->publish(event);
}

}  // namespace rollcall::queue::sql
