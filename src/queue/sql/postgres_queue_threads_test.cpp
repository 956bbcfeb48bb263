// The queue on PostgreSQL as a cluster uses it: each thread a node with connections of its own.
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/lossy_link.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::queue::sql {
namespace {

using testing::_;
using testing::Each;
using testing::Pair;

constexpr int claimers = 8;
constexpr int jobs_all = 500;
constexpr Milliseconds lease{600'000};

// One process of a cluster.
struct Node {
    explicit Node(const std::string& url, const QueueLimits& limits = {})
        : store(url), queue(database, limits, {}) {}

    db::postgres::Store store;
    db::postgres::PostgresDatabase database{store};
    SqlQueue queue;
};

NewJob job(int number) {
    NewJob job;
    job.id = JobId::parse(fmt::format("job-1-{}", number + 1)).value();
    job.owner.user_id = "user-1";
    job.file_sha256 = std::to_string(number);
    job.priority = 1 + number % 4;
    return job;
}

class PostgresQueueThreads : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (IsSkipped()) return;
        node_ = std::make_unique<Node>(url());
        const std::array rooms{postgres_migrations()};
        ASSERT_TRUE(db::postgres::migrate(node_->store, rooms));
    }
    Queue& queue() { return node_->queue; }
    db::postgres::Store& store() { return node_->store; }

    void fill() {
        for (int number = 0; number < jobs_all; ++number)
            queue().add(job(number)).value();
    }
    // Claims and completes until nothing is left, on so many nodes at once; how often each job was
    // handed out.
    std::map<JobId, int> run_all(
        const std::string& name,
        const std::function<void()>& between = [] {}
    ) {
        Guarded<std::map<JobId, int>> claims;
        std::vector<std::jthread> threads;
        for (int claimer = 0; claimer < claimers; ++claimer) {
            threads.emplace_back([&] {
                Node node(url() + "&application_name=" + name);
                while (const auto claimed = node.queue.claim("worker", lease)) {
                    claims.with([&](auto& by_job) { ++by_job[claimed->job.id]; });
                    EXPECT_TRUE(node.queue.complete({claimed->job.id, claimed->epoch}, {}));
                    between();
                }
            });
        }
        threads.clear();
        return claims.with([](const auto& by_job) { return by_job; });
    }

private:
    std::unique_ptr<Node> node_;
};

TEST_F(PostgresQueueThreads, EachJobIsHandedOutOnceHoweverManyClaim) {
    fill();

    const auto claims = run_all("claimer");

    EXPECT_EQ(claims.size(), std::size_t{jobs_all});
    EXPECT_THAT(claims, Each(Pair(_, 1)));
    EXPECT_EQ(queue().counts({}).completed, std::uint64_t{jobs_all});
}

TEST_F(PostgresQueueThreads, EachJobIsHandedOutOnceThoughConnectionsAreKilled) {
    fill();
    std::atomic<int> completed = 0;
    db::postgres::Connection killer(url());
    Guarded<db::postgres::Connection*> guarded(&killer);
    // Others use the same server.
    const auto name = fmt::format("claimer_{}", ::getpid());

    const auto claims = run_all(name, [&] {
        if (++completed % 50 != 0) return;
        guarded.with([&](auto* connection) {
            connection
                ->prepared(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = $1"
                )
                .bind(1, name)
                .run();
        });
    });

    EXPECT_EQ(claims.size(), std::size_t{jobs_all});
    EXPECT_THAT(claims, Each(Pair(_, 1)));
    EXPECT_EQ(queue().counts({}).completed, std::uint64_t{jobs_all});
}

TEST_F(PostgresQueueThreads, ADeadClaimersJobIsTakenByTheNextIdleClaim) {
    queue().add(job(1)).value();
    {
        Node dies(url());
        ASSERT_TRUE(dies.queue.claim("dies", Milliseconds{0}));
    }

    const auto again = queue().claim("lives", lease);

    ASSERT_TRUE(again);
    EXPECT_EQ(again->epoch, 2U);
    EXPECT_EQ(again->job.stalls, 1U);
}

TEST_F(PostgresQueueThreads, AClaimThatDiesBeforeItsCommitTookNothing) {
    queue().add(job(1)).value();
    store().borrow()->execute(
        "CREATE SEQUENCE deaths;"
        "CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('deaths') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
        " RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER dies AFTER UPDATE ON jobs DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION die_once()"
    );

    const auto claimed = queue().claim("worker", lease);

    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->epoch, 1U);
    auto deaths = store().borrow();
    auto& tries = deaths->prepared("SELECT last_value FROM deaths");
    tries.step();
    EXPECT_EQ(tries.integer(0), 2);
}

TEST_F(PostgresQueueThreads, NoMoreRunAtOnceThanMay) {
    constexpr std::uint32_t active_max = 3;
    fill();
    std::atomic<std::uint32_t> running = 0;
    std::atomic<std::uint32_t> most = 0;
    std::atomic<int> completed = 0;
    std::vector<std::jthread> threads;
    for (int claimer = 0; claimer < claimers; ++claimer) {
        threads.emplace_back([&] {
            Node node(url(), {.active_max = active_max});
            while (completed < jobs_all / 5) {
                const auto claimed = node.queue.claim("worker", lease);
                if (!claimed) continue;
                const auto now = ++running;
                for (auto seen = most.load();
                     seen < now && !most.compare_exchange_weak(seen, now);) {
                }
                --running;
                EXPECT_TRUE(node.queue.complete({claimed->job.id, claimed->epoch}, {}));
                ++completed;
            }
        });
    }
    threads.clear();

    EXPECT_LE(most, active_max);
    EXPECT_EQ(queue().counts({}).active, 0U);
}

TEST_F(PostgresQueueThreads, OfFiftyEqualUploadsOnManyNodesOneIsTaken) {
    constexpr int uploads = 50;
    struct Case {
        std::string_view name;
        bool keyed;
    };
    for (const auto& [name, keyed] : {Case{"by key", true}, Case{"by bytes", false}}) {
        SCOPED_TRACE(name);
        std::array<std::unique_ptr<Node>, 2> nodes{
            std::make_unique<Node>(url()), std::make_unique<Node>(url())};
        std::atomic<int> fresh = 0;
        std::atomic<int> others = 0;
        std::vector<std::jthread> threads;
        for (int upload = 0; upload < uploads; ++upload) {
            threads.emplace_back([&, upload, keyed = keyed] {
                auto same = job(keyed ? upload : uploads + upload);
                same.file_sha256 = keyed ? "with a key" : "without";
                if (keyed) same.idempotency = {.key = "key", .fingerprint = same.file_sha256};
                const auto added = nodes.at(static_cast<std::size_t>(upload % 2))->queue.add(same);
                ++(added && !added->replayed ? fresh : others);
                EXPECT_TRUE(added || (!keyed && added.error().code == Errc::conflict));
            });
        }
        threads.clear();

        EXPECT_EQ(fresh, 1);
        EXPECT_EQ(others, uploads - 1);
    }
    EXPECT_EQ(queue().counts({}).total(), 2U);
}

TEST_F(PostgresQueueThreads, OfTwentyUploadsOfOnePersonAsManyAreTakenAsTheQuotaHas) {
    constexpr int uploads = 20;
    const QueueLimits limits{.jobs_per_user = 5};
    std::array<std::unique_ptr<Node>, 2> nodes{
        std::make_unique<Node>(url(), limits), std::make_unique<Node>(url(), limits)};
    std::atomic<int> taken = 0;
    std::vector<std::jthread> threads;
    for (int upload = 0; upload < uploads; ++upload) {
        threads.emplace_back([&, upload] {
            const auto added =
                nodes.at(static_cast<std::size_t>(upload % 2))->queue.add(job(upload));
            if (added) ++taken;
            EXPECT_TRUE(added || added.error().code == Errc::rate_limit_exceeded);
        });
    }
    threads.clear();

    EXPECT_EQ(taken, 5);
    EXPECT_EQ(queue().counts({}).total(), 5U);
}

TEST_F(PostgresQueueThreads, OneJobThatManyNodesAddAtOnceIsTakenOnceAndAnsweredToAll) {
    constexpr int adders = 8;
    for (const bool force : {false, true}) {
        SCOPED_TRACE(force);
        std::atomic<int> fresh = 0;
        std::vector<std::jthread> threads;
        for (int adder = 0; adder < adders; ++adder) {
            threads.emplace_back([&, force] {
                Node node(url());
                auto same = job(force ? 1 : 2);
                same.force = force;
                same.named_elsewhere = true;
                const auto added = node.queue.add(same);
                EXPECT_TRUE(added);
                if (added && !added->replayed) ++fresh;
            });
        }
        threads.clear();

        EXPECT_EQ(fresh, 1);
    }
}

TEST_F(PostgresQueueThreads, KeepersSideBySideTakeEachDeadWorkersJobOnce) {
    constexpr int dead = 200;
    for (int number = 0; number < dead; ++number)
        queue().add(job(number)).value();
    for (int number = 0; number < dead; ++number)
        queue().claim("dies", Milliseconds{0}).value();
    std::atomic<std::uint32_t> recovered = 0;
    std::vector<std::jthread> keepers;
    for (int keeper = 0; keeper < 4; ++keeper) {
        keepers.emplace_back([&] {
            Node node(url());
            recovered += node.queue.sweep().recovered;
        });
    }
    keepers.clear();

    EXPECT_EQ(recovered, std::uint32_t{dead});
    EXPECT_EQ(queue().counts({}).waiting, std::uint64_t{dead});
}

TEST_F(PostgresQueueThreads, LinesOfOneLogAreAllKept) {
    queue().add(job(1)).value();
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([&] {
            Node node(url());
            for (int line = 0; line < 25; ++line)
                node.queue.log(job(1).id, "info", "line");
        });
    }
    writers.clear();

    EXPECT_EQ(queue().logs(job(1).id, 0, 1'000).size(), 100U);
}

// A verb whose commit happened although its answer never came, as its caller sees it.
class PostgresQueueLink : public PostgresQueueThreads {
protected:
    void SetUp() override {
        PostgresQueueThreads::SetUp();
        if (IsSkipped()) return;
        link_ = std::make_unique<tests::LossyLink>(url());
        node_ = std::make_unique<Node>(link_->url());
    }
    Fence claim() {
        const auto claimed = queue().claim("worker", lease).value();
        return {.job = claimed.job.id, .epoch = claimed.epoch};
    }
    // The queue over the link that loses the answer of the next commit.
    Queue& lossy() {
        link_->lose_next();
        return node_->queue;
    }
    bool has_lost() const { return link_->has_lost(); }

private:
    std::unique_ptr<tests::LossyLink> link_;
    std::unique_ptr<Node> node_;
};

TEST_F(PostgresQueueLink, AnAddWhoseAnswerWasLostIsOneJobAndNoReplay) {
    const auto added = lossy().add(job(1));

    ASSERT_TRUE(added);
    EXPECT_TRUE(has_lost());
    EXPECT_FALSE(added->replayed);
    EXPECT_EQ(queue().counts({}).total(), 1U);
}

TEST_F(PostgresQueueLink, AClaimWhoseAnswerWasLostIsHeldAllTheSame) {
    queue().add(job(1)).value();

    const auto claimed = lossy().claim("worker", lease);

    ASSERT_TRUE(claimed);
    EXPECT_TRUE(has_lost());
    EXPECT_TRUE(queue().complete({.job = claimed->job.id, .epoch = claimed->epoch}, {}));
}

TEST_F(PostgresQueueLink, AnEndWhoseAnswerWasLostIsNoLostLease) {
    struct Case {
        std::string_view name;
        std::function<bool(Queue&, const Fence&)> end;
        JobState state;
    };
    const std::vector<Case> cases{
        {"complete",
         [](Queue& queue, const Fence& fence) { return queue.complete(fence, {}).has_value(); },
         JobState::completed},
        {"fail",
         [](Queue& queue, const Fence& fence) {
             return queue.fail(fence, {"X", "x"}, false).has_value();
         },
         JobState::failed},
        {"end_cancelled",
         [](Queue& queue, const Fence& fence) {
             return queue.end_cancelled(fence, "x").has_value();
         },
         JobState::cancelled},
        {"give_back",
         [](Queue& queue, const Fence& fence) { return queue.give_back(fence).has_value(); },
         JobState::waiting}};
    int number = 0;
    for (const auto& [name, end, state] : cases) {
        SCOPED_TRACE(name);
        const auto id = queue().add(job(++number)).value().job.id;
        const auto fence = claim();
        ASSERT_EQ(fence.job, id);

        EXPECT_TRUE(end(lossy(), fence));

        EXPECT_TRUE(has_lost());
        EXPECT_EQ(queue().find(id)->state, state);
    }
}

}  // namespace
}  // namespace rollcall::queue::sql
