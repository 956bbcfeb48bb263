// The queue in SQLite with its mirror in a real Redis, and what others do there.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "base/manual_clock.hpp"
#include "db/redis/redis.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/bull_world.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

class MirroredBull : public RedisTest {
protected:
    static constexpr std::chrono::milliseconds lease_time{15'000};

    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        const std::array rooms{queue::sql::migrations()};
        ASSERT_TRUE(db::sqlite::migrate(*store_, rooms));
        world_.emplace(BullWorld::Place{*database_, redis_of_world(), prefix()});
        reconcile();
        tell();
    }

    virtual db::redis::Settings redis_of_world() { return settings(); }

    BullWorld& world() { return *world_; }
    queue::Queue& queue() { return world().queue(); }
    void tell() { world().relay().tick(); }
    mirror::Differences reconcile() { return world().reconciler().reconcile(); }
    void reconcile_twice() {
        reconcile();
        reconcile();
    }
    void pass(std::chrono::milliseconds time) { clock_.advance(time); }

    JobId add(std::string_view id, int priority = 10) {
        queue::NewJob job;
        job.id = JobId::parse(id).value();
        job.owner = {
            .user_id = "user-1",
            .email = "user-1@example.org",
            .role = "super_admin",
            .province_code = {},
            .municipality_code = {}};
        job.file_name = "members.xlsx";
        job.file_sha256 = std::string(id);
        job.priority = priority;
        return queue().add(job).value().job.id;
    }
    JobId add_delayed(std::string_view id) {
        queue::NewJob job;
        job.id = JobId::parse(id).value();
        job.owner.user_id = "user-1";
        job.file_sha256 = std::string(id);
        job.run_at = clock_.now() + std::chrono::hours{1};
        return queue().add(job).value().job.id;
    }
    std::optional<queue::Fence> claim() {
        const auto lease = queue().claim("worker-1", lease_time);
        if (!lease) return std::nullopt;
        return queue::Fence{.job = lease->job.id, .epoch = lease->epoch};
    }
    JobId add_failed(std::string_view id) {
        const auto job = add(id);
        queue().fail(claim().value(), {.code = "NO_HEADER", .message = "no header"}, false).value();
        tell();
        return job;
    }
    queue::Job job(const JobId& id) { return queue().find(id).value(); }
    queue::JobState state(const JobId& id) { return job(id).state; }

    // What Bull's worker does with the next job.
    std::string bull_takes() {
        const auto id = world().text({"RPOPLPUSH", world().key("wait"), world().key("active")});
        world().call({"SET", world().key(id + ":lock"), "bull-worker", "PX", "30000"});
        world().call({"HSET", world().key(id), "processedOn", "1767225600000"});
        world().call({"ZREM", world().key("priority"), id});
        return id;
    }
    void bull_ends(const std::string& id, std::string_view set, std::string_view why = "") {
        world().call({"DEL", world().key(id + ":lock")});
        world().call({"LREM", world().key("active"), "-1", id});
        if (!why.empty()) world().call({"HSET", world().key(id), "failedReason", why});
        world().call({"ZADD", world().key(set), "1767225600000", id});
    }
    // A Bull worker failed at it, as SQL knows; Redis is not told yet that this was heard.
    JobId add_failed_at_bull(std::string_view id) {
        const auto job = add(id);
        tell();
        bull_takes();
        reconcile();
        tell();
        bull_ends(std::string(id), "failed", "x");
        reconcile();
        return job;
    }
    // What an administrator's retry does.
    void bull_retries(const std::string& id) {
        world().call({"HDEL", world().key(id), "finishedOn", "processedOn", "failedReason"});
        world().call({"ZREM", world().key("failed"), id});
        world().call({"LPUSH", world().key("wait"), id});
    }
    // What an administrator's pause does to jobs that wait.
    void bull_pauses() {
        world().call({"RENAME", world().key("wait"), world().key("paused")});
        world().call({"SET", world().key("meta-paused"), "1"});
    }
    void bull_resumes() {
        world().call({"RENAME", world().key("paused"), world().key("wait")});
        world().call({"DEL", world().key("meta-paused")});
    }
    bool is_paused_in_redis() {
        return world().call({"EXISTS", world().key("meta-paused")}).integer == 1;
    }
    // What an administrator's remove does.
    void remove(const JobId& id) {
        world().call({"LREM", world().key("wait"), "0", id.text()});
        world().call({"ZREM", world().key("delayed"), id.text()});
        world().call({"ZREM", world().key("priority"), id.text()});
        world().call({"DEL", world().key(id.text()), world().key(id.text() + ":logs")});
    }
    void flush() {
        const auto keys = world().call({"KEYS", world().key("*")});
        for (const auto& key : keys.items)
            world().call({"DEL", key.text});
    }

private:
    TemporaryFolder folder_;
    ManualClock clock_;
    std::optional<db::sqlite::Store> store_{folder_ / "rollcall.db"};
    std::optional<db::sqlite::SqliteDatabase> database_{std::in_place, *store_, clock_};
    std::optional<BullWorld> world_;
};

}  // namespace rollcall::tests
