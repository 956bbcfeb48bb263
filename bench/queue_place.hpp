// Where benchmarks of the queue keep it: a new SQLite database in a folder, or a new schema of
// PostgreSQL, each with its commits synced.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/sql/sql.hpp"

namespace rollcall::bench {

class QueuePlace {
public:
    QueuePlace() = default;
    QueuePlace(const QueuePlace&) = delete;
    QueuePlace& operator=(const QueuePlace&) = delete;
    virtual ~QueuePlace() = default;

    virtual db::Database& database() = 0;
    // Whether commits wait for the disk; while they do not, one thread alone works.
    virtual void set_sync(bool sync) = 0;
};

class SqlitePlace final : public QueuePlace {
public:
    explicit SqlitePlace(const std::string& folder) {
        const auto path = folder + "/queue_bench.db";
        for (const auto* end : {"", "-wal", "-shm"})
            std::filesystem::remove(path + end);
        store_.emplace(path);
        const std::array rooms{queue::sql::migrations()};
        db::sqlite::migrate(*store_, rooms).value();
        database_.emplace(*store_, clock_);
    }
    db::Database& database() override { return *database_; }
    void set_sync(bool sync) override {
        store_->alone([&](auto& writer) {
            writer.execute(sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
        });
    }

private:
    const SystemClock clock_;
    std::optional<db::sqlite::Store> store_;
    std::optional<db::sqlite::SqliteDatabase> database_;
};

class PostgresPlace final : public QueuePlace {
public:
    explicit PostgresPlace(const std::string& url) : owner_(url) {
        owner_.execute("DROP SCHEMA IF EXISTS queue_bench CASCADE; CREATE SCHEMA queue_bench");
        const char separator = url.find('?') == std::string::npos ? '?' : '&';
        store_.emplace(url + separator + "options=-csearch_path%3Dqueue_bench");
        const std::array rooms{queue::sql::postgres_migrations()};
        db::postgres::migrate(*store_, rooms).value();
        database_.emplace(*store_);
    }
    PostgresPlace(const PostgresPlace&) = delete;
    PostgresPlace& operator=(const PostgresPlace&) = delete;
    ~PostgresPlace() override { owner_.execute("DROP SCHEMA queue_bench CASCADE"); }

    db::Database& database() override { return *database_; }
    // It works on the one connection that lies idle on top.
    void set_sync(bool sync) override {
        store_->borrow()->execute(
            sync ? "SET synchronous_commit=on" : "SET synchronous_commit=off"
        );
    }

private:
    db::postgres::Connection owner_;
    std::optional<db::postgres::Store> store_;
    std::optional<db::postgres::PostgresDatabase> database_;
};

// `where`: a folder, or `postgresql://…`.
inline std::unique_ptr<QueuePlace> make_queue_place(const std::string& where) {
    if (where.starts_with("postgres")) return std::make_unique<PostgresPlace>(where);
    return std::make_unique<SqlitePlace>(where);
}

// Of 200 people.
inline queue::NewJob made_job(std::uint64_t number) {
    constexpr std::uint64_t users = 200;
    constexpr std::array priorities{1, 3, 5, 10};
    queue::NewJob job;
    job.id = JobId::parse("job-1-" + std::to_string(number)).value();
    job.owner.user_id = "user-" + std::to_string(number % users);
    job.owner.email = job.owner.user_id + "@example.org";
    job.owner.role = "municipality_admin";
    job.owner.province_code = "GP";
    job.owner.municipality_code = "M" + std::to_string(number % users);
    job.file_name = "members.xlsx";
    job.file_sha256 = fmt::format("{:064x}", number);
    job.priority = priorities.at(number % priorities.size());
    return job;
}

// No limit stands in the way.
inline queue::QueueLimits no_limits() {
    queue::QueueLimits limits;
    limits.jobs_per_user = limits.jobs = 10'000'000;
    return limits;
}

}  // namespace rollcall::bench
