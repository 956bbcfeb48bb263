#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "event/bus.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::sql {
namespace {

constexpr int adders = 4;
constexpr int jobs_each = 50;
constexpr int claimers = 4;
constexpr std::uint64_t jobs_all = 200;
static_assert(jobs_all == std::uint64_t{adders} * jobs_each);
constexpr Milliseconds lease{60'000};

using testing::_;
using testing::Each;
using testing::Pair;

class SqlQueueThreads : public testing::Test {
public:
    SqlQueueThreads() {
        // Nobody cuts the power here: the disk's pace would only make it slow.
        store_.alone([](auto& connection) { connection.execute("PRAGMA synchronous=OFF"); });
        const std::array rooms{migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store_, rooms));
    }

protected:
    static NewJob job(int adder, int number) {
        NewJob job;
        const auto text = std::to_string(adder) + "-" + std::to_string(number + 1);
        job.id = JobId::parse("job-" + text).value();
        job.owner.user_id = "user-" + std::to_string(adder);
        job.file_sha256 = text;
        job.priority = 1 + number % 4;
        return job;
    }

    void add_jobs(int adder) {
        for (int number = 0; number < jobs_each; ++number)
            EXPECT_TRUE(queue_.add(job(adder, number)));
    }
    void run_jobs() {
        while (completed_ < jobs_all) {
            const auto claimed = queue_.claim("worker", lease);
            if (!claimed) continue;
            claims_.with([&](auto& by_job) { ++by_job[claimed->job.id]; });
            const Fence fence{.job = claimed->job.id, .epoch = claimed->epoch};
            EXPECT_TRUE(queue_.note(fence, {.progress = 50, .advanced = true}));
            EXPECT_TRUE(queue_.complete(fence, {}));
            ++completed_;
        }
    }

    std::atomic<std::uint64_t> completed_ = 0;
    Guarded<std::map<JobId, int>> claims_;
    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    SystemClock clock_;
    event::Bus bus_;
    db::sqlite::SqliteDatabase database_{store_, clock_};
    SqlQueue queue_{database_, {}, {}, &bus_};
};

TEST_F(SqlQueueThreads, NoJobIsClaimedTwiceAndNoneIsLost) {
    std::vector<std::jthread> threads(adders + claimers);
    for (int i = 0; i < adders; ++i)
        threads[static_cast<std::size_t>(i)] = std::jthread([this, i] { add_jobs(i); });
    for (int i = 0; i < claimers; ++i)
        threads[static_cast<std::size_t>(adders + i)] = std::jthread([this] { run_jobs(); });
    threads.clear();

    EXPECT_EQ(queue_.counts({}).completed, jobs_all);
    const auto claims = claims_.with([](const auto& by_job) { return by_job; });
    EXPECT_EQ(claims.size(), jobs_all);
    EXPECT_THAT(claims, Each(Pair(_, 1)));
}

TEST_F(SqlQueueThreads, OfManyEqualUploadsOneIsTaken) {
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int client = 0; client < 8; ++client) {
        threads.emplace_back([this, client, &taken, &refused] {
            auto same = job(1, client);
            same.file_sha256 = "same";
            const auto added = queue_.add(same);
            ++(added ? taken : refused);
            EXPECT_TRUE(added || added.error().code == Errc::conflict);
        });
    }
    threads.clear();

    EXPECT_EQ(taken, 1);
    EXPECT_EQ(refused, 7);
}

TEST_F(SqlQueueThreads, OfTwentyUploadsOfOnePersonAsManyAreTakenAsTheQuotaHas) {
    constexpr int uploads = 20;
    SqlQueue small(database_, {.jobs_per_user = 5}, {}, &bus_);
    std::atomic<int> taken = 0;
    std::vector<std::jthread> threads;
    threads.reserve(uploads);
    for (int upload = 0; upload < uploads; ++upload) {
        threads.emplace_back([&small, &taken, upload] {
            const auto added = small.add(job(1, upload));
            if (added) ++taken;
            EXPECT_TRUE(added || added.error().code == Errc::rate_limit_exceeded);
        });
    }
    threads.clear();

    EXPECT_EQ(taken, 5);
    EXPECT_EQ(small.counts({}).total(), 5U);
}

TEST_F(SqlQueueThreads, CancelAndCompleteEndAJobOnce) {
    for (int number = 0; number < jobs_each; ++number) {
        const auto id = queue_.add(job(1, number)).value().job.id;
        const Fence fence{.job = id, .epoch = queue_.claim("worker", lease)->epoch};
        std::atomic<int> ends = 0;
        const auto subscription = bus_.subscribe([&](const event::Event& event) {
            const auto* changed = std::get_if<event::JobChanged>(&event);
            if (changed != nullptr && changed->job == id) ++ends;
        });
        {
            const std::jthread completes([&] { std::ignore = queue_.complete(fence, {}); });
            const std::jthread cancels([&] { std::ignore = queue_.end_cancelled(fence, "x"); });
        }
        EXPECT_EQ(ends, 1);
    }
}

TEST_F(SqlQueueThreads, ReadersSeeWholeStatesBesideWriters) {
    std::jthread writer([this] {
        for (int number = 0; number < jobs_each; ++number) {
            queue_.add(job(1, number)).value();
            const auto claimed = queue_.claim("worker", lease).value();
            std::ignore = queue_.complete({.job = claimed.job.id, .epoch = claimed.epoch}, {});
        }
    });
    std::uint64_t last = 0;
    while (last < jobs_each) {
        const auto counts = queue_.counts({});
        EXPECT_GE(counts.completed, last);
        EXPECT_LE(counts.total() - counts.completed, 1U);
        last = counts.completed;
    }
}

}  // namespace
}  // namespace rollcall::queue::sql
