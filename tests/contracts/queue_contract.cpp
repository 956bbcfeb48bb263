#include "tests/contracts/queue_contract.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue {
namespace {

class SqliteHouse final : public QueueHouse {
public:
    explicit SqliteHouse(const QueueSettings& settings) : settings_(settings) { open(); }

    Queue& queue() override { return *queue_; }
    void reopen() override {
        queue_.reset();
        database_.reset();
        store_.reset();
        open();
    }

private:
    void open() {
        store_.emplace(folder_ / "rollcall.db");
        // No suite cuts the power: the disk's pace would only make them slow.
        store_->alone([](auto& connection) { connection.execute("PRAGMA synchronous=OFF"); });
        const std::array rooms{sql::migrations()};
        ROLLCALL_ASSERT(db::sqlite::migrate(*store_, rooms));
        database_.emplace(*store_, clock);
        queue_.emplace(*database_, settings_.limits, settings_.retries, &bus);
    }

    QueueSettings settings_;
    tests::TemporaryFolder folder_;
    std::optional<db::sqlite::Store> store_;
    std::optional<db::sqlite::SqliteDatabase> database_;
    std::optional<sql::SqlQueue> queue_;
};

// A schema with the queue's tables.
class PostgresTables {
public:
    PostgresTables() {
        const std::array rooms{sql::postgres_migrations()};
        ROLLCALL_ASSERT(db::postgres::migrate(store_, rooms));
    }

    db::postgres::Store& store() { return store_; }
    // As new, past what the tables themselves refuse.
    void empty() {
        store_.borrow()->execute(
            "SET session_replication_role = replica;"
            "DELETE FROM job_log; DELETE FROM idempotency; DELETE FROM audit; DELETE FROM jobs;"
            "DELETE FROM bull_outbox; DELETE FROM bull_jobs; DELETE FROM bull_memory;"
            "UPDATE queue_state SET paused = 0, mirrored = 0 WHERE paused + mirrored <> 0;"
            "UPDATE queue_open SET jobs = 0 WHERE jobs <> 0;"
            "SET session_replication_role = DEFAULT"
        );
    }

private:
    tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
};

// Making the tables takes longer than most tests: what one house leaves the next one takes over.
class PostgresHouse final : public QueueHouse {
public:
    explicit PostgresHouse(const QueueSettings& settings) : settings_(settings) {
        if (vacant().empty()) vacant().push_back(std::make_unique<PostgresTables>());
        tables_ = std::move(vacant().back());
        vacant().pop_back();
        tables_->empty();
        reopen();
    }
    PostgresHouse(const PostgresHouse&) = delete;
    PostgresHouse& operator=(const PostgresHouse&) = delete;
    ~PostgresHouse() override { vacant().push_back(std::move(tables_)); }

    Queue& queue() override { return *queue_; }
    void reopen() override {
        queue_.reset();
        database_.emplace(tables_->store(), &clock);
        queue_.emplace(*database_, settings_.limits, settings_.retries, &bus);
    }

private:
    static std::vector<std::unique_ptr<PostgresTables>>& vacant() {
        static std::vector<std::unique_ptr<PostgresTables>> tables;
        return tables;
    }

    QueueSettings settings_;
    std::unique_ptr<PostgresTables> tables_;
    std::optional<db::postgres::PostgresDatabase> database_;
    std::optional<sql::SqlQueue> queue_;
};

std::string describe(const std::optional<Instant>& time) {
    return time ? std::to_string(time->time_since_epoch().count()) : "-";
}

std::string describe(const std::optional<Reason>& reason) {
    return reason ? reason->code + '/' + reason->message : "-";
}

}  // namespace

std::vector<QueueImplementation> queue_implementations() {
    return {
        {.name = "Sqlite",
         .make = [](const QueueSettings& settings) -> std::unique_ptr<QueueHouse> {
             return std::make_unique<SqliteHouse>(settings);
         }},
        {.name = "Postgres",
         .make = [](const QueueSettings& settings) -> std::unique_ptr<QueueHouse> {
             if (!tests::has_postgres()) return nullptr;
             return std::make_unique<PostgresHouse>(settings);
         }}};
}

JobId job_id(std::uint64_t number) {
    return JobId::parse(fmt::format("job-1767225600000-{:012}", number)).value();
}

NewJob new_job(std::uint64_t number, int priority) {
    NewJob job;
    job.id = job_id(number);
    job.owner = {
        .user_id = "user-1",
        .email = "user-1@example.org",
        .role = "municipality_admin",
        .province_code = "GP",
        .municipality_code = "JHB"};
    job.file_name = fmt::format("members {}.xlsx", number);
    job.file_size = 1'000 + number;
    job.file_sha256 = sha256_hex(std::to_string(number));
    job.priority = priority;
    return job;
}

std::string describe(const Job& job) {
    return fmt::format(
        "{} {} {} {} {} {} {} {} {} | {} {} '{}' {} {} {}/{} {} {} {} | {} {} {} {} | {} {} '{}' "
        "'{}'",
        job.id.text(),
        job.owner.user_id,
        job.owner.email,
        job.file_name,
        job.file_size,
        job.file_sha256,
        to_string(job.mode),
        job.dry_run,
        job.priority,
        to_string(job.state),
        to_string(job.stage),
        to_string(job.waiting_for),
        job.progress,
        job.cancel_requested,
        job.attempts_made,
        job.attempts_max,
        job.stalls,
        job.epoch,
        job.seq,
        describe(job.created_at),
        describe(job.run_at),
        describe(job.started_at),
        describe(job.finished_at),
        describe(job.error),
        describe(job.first_error),
        job.message,
        job.report_name
    );
}

Fence fence_of(const Lease& lease) {
    return {.job = lease.job.id, .epoch = lease.epoch};
}

JobId QueueTalk::add(const NewJob& job) {
    return queue().add(job).value().job.id;
}

Lease QueueTalk::claim() {
    return queue().claim("worker-1", test_lease).value();
}

std::string QueueTalk::claimed() {
    const auto lease = queue().claim("worker-1", test_lease);
    return lease ? lease->job.id.text() : "";
}

Job QueueTalk::job(const JobId& id) {
    return queue().find(id).value();
}

JobId QueueTalk::add_in_state(const NewJob& job, JobState state) {
    auto added = job;
    if (state == JobState::delayed) added.run_at = now() + hours{1};
    const auto id = add(added);
    if (state == JobState::cancelled) queue().cancel(id, "user-1").value();
    if (state == JobState::waiting || state == JobState::delayed || state == JobState::cancelled) {
        return id;
    }
    const auto fence = fence_of(claim());
    ROLLCALL_ASSERT(fence.job == id);
    if (state == JobState::completed)
        queue().complete(fence, {.message = "done", .report_name = "report.xlsx"}).value();
    if (state == JobState::failed)
        queue().fail(fence, {.code = "NO_HEADER", .message = "no header"}, false).value();
    return id;
}

}  // namespace rollcall::queue
