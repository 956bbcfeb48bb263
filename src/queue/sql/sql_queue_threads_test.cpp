#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::queue::sql {
namespace {

constexpr int adders = 4;
constexpr int jobs_each = 50;
constexpr int claimers = 4;
constexpr Milliseconds lease{60'000};

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

    tests::TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    SystemClock clock_;
    event::Bus bus_;
    SqlQueue queue_{store_, clock_, {}, {}, &bus_};
};

TEST_F(SqlQueueThreads, NoJobIsClaimedTwiceAndNoneIsLost) {
    std::atomic<int> completed = 0;
    Guarded<std::map<JobId, int>> claims;
    std::vector<std::jthread> threads;
    for (int adder = 0; adder < adders; ++adder) {
        threads.emplace_back([this, adder] {
            for (int number = 0; number < jobs_each; ++number)
                EXPECT_TRUE(queue_.add(job(adder, number)));
        });
    }
    for (int claimer = 0; claimer < claimers; ++claimer) {
        threads.emplace_back([this, &completed, &claims] {
            while (completed < adders * jobs_each) {
                const auto claimed = queue_.claim("worker", lease);
                if (!claimed) continue;
                claims.with([&](auto& by_job) { ++by_job[claimed->job.id]; });
                const Fence fence{claimed->job.id, claimed->epoch};
                EXPECT_TRUE(queue_.note(fence, {.progress = 50, .advanced = true}));
                EXPECT_TRUE(queue_.complete(fence, {}));
                ++completed;
            }
        });
    }
    threads.clear();

    EXPECT_EQ(queue_.counts({}).completed, std::uint64_t{adders * jobs_each});
    claims.with([](const auto& by_job) {
        EXPECT_EQ(by_job.size(), std::size_t{adders * jobs_each});
        for (const auto& [id, times] : by_job)
            EXPECT_EQ(times, 1) << id.text();
    });
}

TEST_F(SqlQueueThreads, OfManyEqualUploadsOneIsTaken) {
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> threads;
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

TEST_F(SqlQueueThreads, CancelAndCompleteEndAJobOnce) {
    for (int number = 0; number < jobs_each; ++number) {
        const auto id = queue_.add(job(1, number)).value().job.id;
        const Fence fence{id, queue_.claim("worker", lease)->epoch};
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
            std::ignore = queue_.complete({claimed.job.id, claimed.epoch}, {});
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
