#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/postgres/store.hpp"
#include "event/bus.hpp"
#include "event/postgres/bridge.hpp"
#include "event/postgres/message.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::event::postgres {
namespace {

// Only a test that fails waits so long.
constexpr std::chrono::seconds deadline{60};

// Whatever a bus hands out, in its order.
class Heard {
public:
    explicit Heard(Bus& bus)
        : subscription_(bus.subscribe([this](const Event& event) {
              const std::scoped_lock lock(mutex_);
              events_.push_back(event);
              came_.notify_all();
          })) {}

    // The first event, heard already or still to come, that `wanted` takes; it and all before it
    // are forgotten.
    template <class Wanted>
    bool hears(const Wanted& wanted) {
        std::unique_lock lock(mutex_);
        return came_.wait_for(lock, deadline, [&] {
            for (auto one = events_.begin(); one != events_.end(); ++one) {
                if (!wanted(*one)) continue;
                events_.erase(events_.begin(), one + 1);
                return true;
            }
            return false;
        });
    }

    template <class Kind>
    bool hears_of(const JobId& job) {
        return hears([&](const Event& event) {
            const auto* one = std::get_if<Kind>(&event);
            return one != nullptr && one->job == job;
        });
    }
    bool hears_missed() {
        return hears([](const Event& event) { return std::holds_alternative<Missed>(event); });
    }
    // Whether anything about the job came so far.
    bool has_of(const JobId& job) {
        const std::scoped_lock lock(mutex_);
        return std::ranges::any_of(events_, [&](const Event& event) {
            const auto* one = job_of(event);
            return one != nullptr && *one == job;
        });
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<Event> events_;
    Bus::Subscription subscription_;
};

// A process of the cluster: a bus, its bridge and the two threads. It hears from the start.
struct Node {
    Node(const std::string& url, const std::string& name)
        : store(url),
          heard(bus),
          bridge(store, bus, name),
          listening([this](const std::stop_token& stop) { bridge.listen(stop); }),
          sending([this](const std::stop_token& stop) { bridge.send(stop); }) {
        EXPECT_TRUE(heard.hears_missed());
    }

    db::postgres::Store store;
    Bus bus;
    Heard heard;
    Bridge bridge;
    std::jthread listening;
    std::jthread sending;
};

class BridgeTest : public tests::PostgresTest {
protected:
    static JobId new_job() { return JobId::make(SystemClock{}.now()); }

    void execute(const std::string& sql) const { db::postgres::Connection(url()).execute(sql); }

    void tell(const std::string& payload) const {
        execute("SELECT pg_notify('rollcall_' || md5(current_schema()), '" + payload + "')");
    }
    // Ends the sessions of the schema's nodes that wait for notifications.
    void cut_off_listeners() const {
        execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query = 'LISTEN rollcall_' || md5(current_schema())"
        );
    }
};

TEST_F(BridgeTest, WhatHappensOnOneNodeIsHeardOnTheOther) {
    Node here(url(), "here");
    Node there(url(), "there");
    const auto job = new_job();

    here.bus.publish(JobQueued{job});
    EXPECT_TRUE(there.heard.hears_of<JobQueued>(job));
    here.bus.publish(JobProgressed{job});
    EXPECT_TRUE(there.heard.hears_of<JobProgressed>(job));
    there.bus.publish(CancelRequested{job});
    EXPECT_TRUE(here.heard.hears_of<CancelRequested>(job));
    here.bus.publish(JobChanged{job, "cancelled"});
    EXPECT_TRUE(there.heard.hears([&](const Event& event) {
        const auto* changed = std::get_if<JobChanged>(&event);
        return changed != nullptr && changed->job == job && changed->state == "cancelled";
    }));
}

TEST_F(BridgeTest, NothingComesBackToWhereItHappened) {
    Node here(url(), "here");
    Node there(url(), "there");
    const auto job = new_job();
    const auto answer = new_job();

    here.bus.publish(JobQueued{job});
    ASSERT_TRUE(here.heard.hears_of<JobQueued>(job));
    ASSERT_TRUE(there.heard.hears_of<JobQueued>(job));
    there.bus.publish(JobQueued{answer});
    ASSERT_TRUE(here.heard.hears_of<JobQueued>(answer));
    ASSERT_TRUE(there.heard.hears_of<JobQueued>(answer));
    // Notifications come in the order of their commits: an echo would have come before these.
    here.bus.publish(JobQueued{new_job()});
    there.bus.publish(CancelRequested{job});
    ASSERT_TRUE(here.heard.hears_of<CancelRequested>(job));

    EXPECT_FALSE(here.heard.has_of(job));
    EXPECT_FALSE(there.heard.has_of(answer));
}

TEST_F(BridgeTest, ThePartsOfADatabaseDoNotHearEachOther) {
    const tests::PostgresSchema other;
    Node here(url(), "here");
    Node there(url(), "there");
    Node elsewhere(other.url(), "elsewhere");
    const auto of_others = new_job();
    const auto job = new_job();

    elsewhere.bus.publish(JobQueued{of_others});
    ASSERT_TRUE(elsewhere.heard.hears_of<JobQueued>(of_others));
    Node beside_it(other.url(), "beside it");
    elsewhere.bus.publish(JobChanged{of_others, "active"});
    ASSERT_TRUE(beside_it.heard.hears_of<JobChanged>(of_others));
    here.bus.publish(JobQueued{job});
    ASSERT_TRUE(there.heard.hears_of<JobQueued>(job));

    EXPECT_FALSE(there.heard.has_of(of_others));
}

TEST_F(BridgeTest, WhatNoNodeWroteIsIgnoredAndCounted) {
    Node here(url(), "here");
    const auto job = new_job();

    tell("DROP TABLE members");
    tell("rollcall 2 there\nqueued " + job.text());
    tell(encode({"there", {JobQueued{job}}}).front());

    EXPECT_TRUE(here.heard.hears_of<JobQueued>(job));
    EXPECT_EQ(here.bridge.ignored(), 2U);
}

TEST_F(BridgeTest, WhoCouldNotHearForAWhileLooksAgainAndHears) {
    Node here(url(), "here");
    Node there(url(), "there");

    cut_off_listeners();

    EXPECT_TRUE(here.heard.hears_missed());
    EXPECT_TRUE(there.heard.hears_missed());
    const auto job = new_job();
    here.bus.publish(JobQueued{job});
    EXPECT_TRUE(there.heard.hears_of<JobQueued>(job));
}

TEST_F(BridgeTest, WhatWaitsWhenANodeStopsIsStillSent) {
    Node there(url(), "there");
    const auto job = new_job();
    {
        Node here(url(), "here");
        for (int i = 0; i < 3; ++i)
            here.bus.publish(JobProgressed{job});
        here.bus.publish(JobChanged{job, "waiting"});
    }

    EXPECT_TRUE(there.heard.hears_of<JobChanged>(job));
}

}  // namespace
}  // namespace rollcall::event::postgres
