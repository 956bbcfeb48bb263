// The queue over a database's jobs table.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "db/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/sqlite/migrate.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue::sql {

// The queue's tables in either database; run before the first SqlQueue is made.
db::sqlite::Migrations migrations();
db::postgres::Migrations postgres_migrations();

// Told within the transaction that ends a job whose last worker does not know of it: frozen or cut
// off, it may still have something to write. Whoever lets it write must refuse from here on.
using Abandoned = std::function<void(db::Session&, const JobId&, std::uint64_t epoch)>;

// Safe from any thread. Time is the database's; events are published after the commit, so whoever
// hears one finds it in the store.
class SqlQueue final : public Queue {
public:
    // Database and bus outlive the queue; without a bus nothing is published.
    SqlQueue(
        db::Database& database,
        const QueueLimits& limits,
        const RetryPolicy& retries,
        event::Bus* bus = nullptr,
        Abandoned abandoned = {}
    );

    Result<Added> add(const NewJob& job) override;
    std::optional<Lease> claim(std::string_view worker, std::chrono::milliseconds lease) override;

    Result<Renewal> renew(const Fence& fence, std::chrono::milliseconds lease) override;
    Result<void> note(const Fence& fence, const Note& note) override;
    Result<void> complete(const Fence& fence, const Completion& completion) override;
    Result<Job> fail(const Fence& fence, const Reason& reason, bool retry) override;
    Result<void> end_cancelled(const Fence& fence, std::string_view message) override;
    Result<void> give_back(const Fence& fence) override;

    Result<Job> retry(const JobId& id, const Asker& by) override;
    Result<Job> cancel(const JobId& id, const Asker& by) override;

    void pause(const Asker& by) override;
    void resume(const Asker& by) override;
    bool paused() override;

    std::optional<Job> find(const JobId& id) override;
    Page list(const ListQuery& query) override;
    Counts counts(const Scope& scope) override;
    UserStats stats(std::string_view user_id) override;
    std::optional<QueuePosition> position(const JobId& id) override;
    bool refers_to(std::string_view file_sha256) override;

    Swept sweep() override;
    std::uint32_t take_back_all() override;
    Cleaned clean(Instant before, std::uint32_t limit, const Asker& by) override;

    // Beyond the contract: what is known of a job from elsewhere, as docs/queue.md says under
    // "Beside Bull". The job is run by whoever has it in hand, whether the queue is paused or not.
    // Waiting -> active, in one step run by `who`: it is at no moment a job of ours.
    std::optional<Lease>
    claim_one(const JobId& id, std::string_view who, std::chrono::milliseconds lease);
    // It is `who` that runs an active job; the lease stays the caller's to renew. Refuses with
    // lease_lost.
    Result<void> hand_over(const Fence& fence, std::string_view who);
    // Delayed -> waiting, now. Refuses with wrong_state, not_found.
    Result<Job> promote(const JobId& id, const Asker& by);

    void log(const JobId& id, std::string_view level, std::string_view text) override;
    std::vector<LogLine> logs(const JobId& id, std::uint64_t after, std::uint32_t limit) override;

private:
    struct AuditEntry {
        Asker by;
        std::string_view action;
        std::string_view job;
        std::string_view details;
    };

    // Steps of a transaction.
    Result<std::optional<Job>> replay_of(db::Session& session, const NewJob& job);
    Result<void> check_room(db::Session& session, const NewJob& job) const;
    Result<void> check_duplicate(db::Session& session, const NewJob& job);
    Job insert(db::Session& session, const NewJob& job);
    Result<Added> add_within(db::Session& session, const NewJob& job);
    std::optional<Lease>
    claim_within(db::Session& session, std::string_view worker, std::chrono::milliseconds lease);
    std::optional<Lease>
    claim_once(db::Session& session, std::string_view worker, std::chrono::milliseconds lease);
    // Whether one more job may run; if so nobody else starts one until the transaction ends.
    bool may_start(db::Session& session) const;
    std::vector<Job> recover_within(db::Session& session, Instant leases_until) const;
    std::chrono::milliseconds pause_before_next(db::Session& session, const Job& job);
    void abandon(db::Session& session, const Job& job) const;
    std::optional<std::int64_t> seq_within(db::Session& session, const JobId& id);
    std::optional<Job> find_within(db::Session& session, const JobId& id);
    void audit(db::Session& session, const AuditEntry& entry);
    std::uint32_t promote_some();
    bool set_paused(bool paused, const Asker& by);

    // Tells the bus what became of a job.
    void announce(const Job& job);
    void announce(const std::vector<Job>& jobs);
    void publish(const event::Event& event);

    db::Database& database_;
    const QueueLimits limits_;
    const RetryPolicy retries_;
    event::Bus* bus_;
    const Abandoned abandoned_;
};

}  // namespace rollcall::queue::sql
