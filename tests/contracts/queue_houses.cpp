// The houses that the suites of queues are run in.
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/assert.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/redis/redis.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql.hpp"
#include "tests/contracts/queue_contract.hpp"
#include "tests/support/bull_world.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue {
namespace {

class SqliteHouse : public QueueHouse {
public:
    explicit SqliteHouse(const QueueSettings& settings) : settings_(settings) { open(); }

    Queue& queue() override { return *queue_; }
    RemovedJobs& removed_jobs() override { return *removed_jobs_; }
    db::Database& database() { return *database_; }
    const QueueSettings& settings() const { return settings_; }
    void reopen() override {
        removed_jobs_.reset();
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
        removed_jobs_.emplace(*database_);
    }

    QueueSettings settings_;
    tests::TemporaryFolder folder_;
    std::optional<db::sqlite::Store> store_;
    std::optional<db::sqlite::SqliteDatabase> database_;
    std::optional<sql::SqlQueue> queue_;
    std::optional<sql::SqlRemovedJobs> removed_jobs_;
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
            "DELETE FROM removed_jobs;"
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
class PostgresHouse : public QueueHouse {
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
    RemovedJobs& removed_jobs() override { return *removed_jobs_; }
    db::Database& database() { return *database_; }
    const QueueSettings& settings() const { return settings_; }
    void reopen() override {
        removed_jobs_.reset();
        queue_.reset();
        database_.emplace(tables_->store(), &clock);
        queue_.emplace(*database_, settings_.limits, settings_.retries, &bus);
        removed_jobs_.emplace(*database_);
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
    std::optional<sql::SqlRemovedJobs> removed_jobs_;
};

// How well Redis does beside a queue.
enum class RedisMood : std::uint8_t { well, forgetful, dead };

// Either house with Bull's side in Redis: relayed and reconciled as fast as anybody asks for the
// queue. A forgetful Redis loses all it has again and again, a dead one never answers.
template <class SqlHouse>
class BullHouse final : public SqlHouse {
public:
    BullHouse(const QueueSettings& settings, RedisMood mood)
        : SqlHouse(settings), mood_(mood), prefix_("test-" + random_hex(8)) {
        open();
    }
    BullHouse(const BullHouse&) = delete;
    BullHouse& operator=(const BullHouse&) = delete;
    ~BullHouse() override {
        if (mood_ == RedisMood::dead) return;
        if (!testing::Test::HasFatalFailure()) expect_agreement();
        forget();
    }

    Queue& queue() override {
        pump();
        return world_->queue();
    }
    void reopen() override {
        world_.reset();
        SqlHouse::reopen();
        open();
    }

private:
    void open() {
        auto redis = mood_ == RedisMood::dead ? nowhere() : tests::redis_settings();
        world_.emplace(
            tests::BullWorld::Place{this->database(), std::move(redis), prefix_, &this->bus},
            this->settings().limits,
            this->settings().retries
        );
    }

    // A port that nobody listens on.
    static db::redis::Settings nowhere() {
        db::redis::Settings settings;
        settings.server = {.host = "127.0.0.1", .port = 1};
        return settings;
    }

    void pump() {
        if (mood_ == RedisMood::dead) return;
        // The long stories of the model would take minutes otherwise.
        constexpr int calls_watched_closely = 200;
        if (++calls_ > calls_watched_closely && calls_ % 50 != 0) return;
        if (mood_ == RedisMood::forgetful && calls_ % 7 == 0) forget();
        if (calls_ % 5 == 0) world_->reconciler().reconcile();
        world_->relay().tick();
    }

    void forget() {
        for (const auto& key : world_->call({"KEYS", prefix_ + "*"}).items)
            world_->call({"DEL", key.text});
    }

    // Once nobody changes anything, Redis shows what SQL has.
    void expect_agreement() {
        for (int round = 0; round < 4; ++round) {
            world_->reconciler().reconcile();
            world_->relay().tick();
        }
        const auto counts = world_->sql().counts({});
        EXPECT_EQ(
            world_->list("wait").size() + world_->list("paused").size(),
            counts.waiting + counts.paused
        );
        EXPECT_EQ(world_->set("delayed").size(), counts.delayed);
        EXPECT_EQ(world_->list("active").size(), counts.active);
    }

    const RedisMood mood_;
    const std::string prefix_;
    std::optional<tests::BullWorld> world_;
    int calls_ = 0;
};

template <class House, class... Mood>
QueueImplementation implementation(std::string name, bool (*is_possible)(), Mood... mood) {
    return {
        .name = std::move(name),
        .make = [=](const QueueSettings& settings) -> std::unique_ptr<QueueHouse> {
            if (!is_possible()) return nullptr;
            return std::make_unique<House>(settings, mood...);
        }};
}

bool always() {
    return true;
}

bool has_both() {
    return tests::has_postgres() && tests::has_redis();
}

}  // namespace

std::vector<QueueImplementation> queue_implementations() {
    using SqliteBull = BullHouse<SqliteHouse>;
    using PostgresBull = BullHouse<PostgresHouse>;
    return {
        implementation<SqliteHouse>("Sqlite", always),
        implementation<PostgresHouse>("Postgres", tests::has_postgres),
        implementation<SqliteBull>("SqliteBull", tests::has_redis, RedisMood::well),
        implementation<SqliteBull>("SqliteBullForgetful", tests::has_redis, RedisMood::forgetful),
        implementation<SqliteBull>("SqliteBullDead", always, RedisMood::dead),
        implementation<PostgresBull>("PostgresBull", has_both, RedisMood::well)};
}

}  // namespace rollcall::queue
