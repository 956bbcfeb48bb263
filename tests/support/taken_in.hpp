// A queue in SQLite and its mirror in a real Redis, where Bull producers add jobs.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/manual_clock.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/intake.hpp"
#include "queue/bull/mirror/rumour.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/bull_world.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

// Knows one stored file and one path.
class TwoFiles final : public queue::bull::mirror::Files {
public:
    Result<Stored> stored(std::string_view file_id) override {
        if (file_id != "stored") return rollcall::refuse(Errc::not_found, "no such file");
        return Stored{"stored", 10};
    }
    Result<Stored> take(std::string_view path) override {
        if (is_full) return rollcall::refuse(Errc::storage_full, "no room");
        if (path != "lists/members.csv")
            return rollcall::refuse(Errc::validation_error, "not within");
        return Stored{"taken", 20};
    }

    bool is_full = false;
};

inline constexpr auto* payload =
    R"({"fileName":"m.csv","userId":"7","userRole":"super_admin","fileId":"stored","force":true})";
inline constexpr std::string_view stored = R"("fileId":"stored")";
inline constexpr std::string_view at_path = R"("filePath":"lists/members.csv")";

// A queue whose Bull producers add, and that takes in only what a test says.
class TakenIn : public RedisTest {
protected:
    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        const std::array rooms{queue::sql::migrations()};
        ASSERT_TRUE(db::sqlite::migrate(*store_, rooms));
        world_.emplace(BullWorld::Place{*database_, settings(), prefix(), nullptr, &clock_});
        world().reconciler().reconcile();
    }

    BullWorld& world() { return *world_; }
    TwoFiles& files() { return files_; }

    void add(const std::string& bull_id, std::string_view file, std::string_view more = "") {
        const auto data = R"({"fileName":"m.csv","userId":"7","userRole":"super_admin",)" +
                          std::string(file) + std::string(more) + "}";
        add_raw(bull_id, data);
    }
    void
    add_raw(const std::string& bull_id, const std::string& data, std::string_view opts = "{}") {
        world().call(
            {"HSET",
             world().key(bull_id),
             "name",
             "__default__",
             "data",
             data,
             "opts",
             opts,
             "timestamp",
             std::to_string(clock_.now().time_since_epoch().count()),
             "delay",
             "0",
             "priority",
             "0"}
        );
        world().call({"LPUSH", world().key("wait"), bull_id});
    }
    // As a reconcile does it.
    void take_in(const std::string& bull_id) {
        take_in_untold(bull_id);
        world().relay().tick();
    }
    // Redis is not told of it yet.
    void take_in_untold(const std::string& bull_id) {
        mirror::Intake(
            {world().sql(), world().mirrored(), world().canvas(), world().survey(), files_, clock_}
        )
            .take_in(bull_id);
    }
    queue::JobState state(std::string_view bull_id) { return find(bull_id).value().job.state; }
    queue::Fence claim() {
        const auto lease =
            world().queue().claim("worker-1", std::chrono::milliseconds{15'000}).value();
        return {.job = lease.job.id, .epoch = lease.epoch};
    }
    // From its producer to its end here.
    void run(const std::string& bull_id, std::string_view opts, bool completes) {
        add_raw(bull_id, payload, opts);
        take_in(bull_id);
        const auto fence = claim();
        if (completes) {
            world().queue().complete(fence, {.message = "done", .report_name = ""}).value();
        } else {
            world().queue().fail(fence, {.code = "NO_HEADER", .message = "none"}, false).value();
        }
        world().queue().log(fence.job, "info", "a line");
        world().relay().tick();
    }
    // What Bull's worker does with the next job.
    void bull_takes(const std::string& bull_id) {
        world().call({"RPOPLPUSH", world().key("wait"), world().key("active")});
        world().call({"SET", world().key(bull_id + ":lock"), "bull-worker"});
        world().call({"HSET", world().key(bull_id), "processedOn", "1767225600000"});
    }
    // And at the end of one of which nothing is to be left.
    void bull_removes(const std::string& bull_id) {
        world().call({"DEL", world().key(bull_id + ":lock"), world().key(bull_id)});
        for (const auto* list : {"active", "wait"})
            world().call({"LREM", world().key(list), "0", bull_id});
        world().call({"ZREM", world().key("delayed"), bull_id});
    }
    void hear(std::string_view event, std::string_view text) {
        const auto keys = queue::bull::Keys::make(prefix(), "bulk-uploads").value();
        const db::redis::Message message{
            .pattern = {}, .channel = keys.of(event), .payload = std::string(text)};
        world().hints().add(mirror::rumour_of(message, keys).value());
    }
    void attend() { world().reconciler().attend(); }
    queue::Job job(std::string_view id) {
        return world().queue().find(JobId::parse(id).value()).value();
    }
    void pass(std::chrono::milliseconds time) { clock_.advance(time); }
    Instant now() { return clock_.now(); }
    std::optional<queue::sql::NamedJob> find(std::string_view bull_id) {
        return world().mirrored().find(bull_id);
    }

private:
    TemporaryFolder folder_;
    ManualClock clock_;
    TwoFiles files_;
    std::optional<db::sqlite::Store> store_{folder_ / "rollcall.db"};
    std::optional<db::sqlite::SqliteDatabase> database_{std::in_place, *store_, clock_};
    std::optional<BullWorld> world_;
};

}  // namespace rollcall::tests
