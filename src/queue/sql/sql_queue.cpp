// What all verbs share; the verbs stand in adding, running, steering, keeping and asking.
#include "queue/sql/sql_queue.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/audit_details.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/sqlite/migrate.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"
#include "queue/sql/postgres/statements.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {

db::sqlite::Migrations migrations() {
    return {
        .room = "queue",
        .steps = {
            statements::schema_1,
            statements::schema_2,
            statements::schema_3,
            statements::schema_4,
            statements::schema_5,
            statements::schema_6}};
}

db::postgres::Migrations postgres_migrations() {
    namespace texts = postgres::statements;
    return {
        .room = "queue",
        .steps = {
            texts::schema_1,
            texts::schema_2,
            texts::schema_3,
            texts::schema_4,
            texts::schema_5,
            texts::schema_6}};
}

SqlQueue::SqlQueue(
    db::Database& database,
    const QueueLimits& limits,
    const RetryPolicy& retries,
    event::Bus* bus,
    Abandoned abandoned
)
    : database_(database),
      limits_(limits),
      retries_(retries),
      bus_(bus),
      abandoned_(std::move(abandoned)) {
    ROLLCALL_ASSERT(limits.aging.count() > 0);
}

std::optional<Job> SqlQueue::find_within(db::Session& session, const JobId& id) {
    auto find = session.query(statements::find);
    find.with(id.text());
    return find.step() ? std::optional(job_from(find)) : std::nullopt;
}

void SqlQueue::abandon(db::Session& session, const Job& job) const {
    // One that never ran has no worker.
    if (abandoned_ && job.epoch > 0 && is_final(job.state)) abandoned_(session, job.id, job.epoch);
}

void SqlQueue::audit(db::Session& session, const AuditEntry& entry) {
    const auto details = with_email(entry.details, entry.by.id, entry.by.email);
    auto audit = session.query(statements::audit);
    audit.with(session.now())
        .with(entry.by.id)
        .with(entry.action)
        .with(entry.job)
        .with(details)
        .with(entry.by.origin);
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
