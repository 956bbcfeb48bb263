#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/support/work_world.hpp"
#include "work/keeper.hpp"
#include "work/pool.hpp"

namespace rollcall::work {
namespace {

constexpr std::chrono::seconds deadline{60};

TEST(Pool, RunsEveryJobThatComesIn) {
    World world("pool");
    std::mutex mutex;
    std::condition_variable changed;
    int ended = 0;
    const auto listening = world.bus.subscribe([&](const event::Event& event) {
        const auto* change = std::get_if<event::JobChanged>(&event);
        if (change == nullptr || change->state != "completed") return;
        const std::scoped_lock lock(mutex);
        ++ended;
        changed.notify_all();
    });
    const WorkerParts parts{world.queue, world.ledger, world.upload, world.leases, world.clock};
    const Pool pool(parts, world.bus, {.workers = 2});

    for (int i = 1; i <= 6; ++i)
        world.take_in(World::list(i));

    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, deadline, [&] { return ended == 6; }));
}

TEST(Pool, GivesRunningJobsBackWhenItGoes) {
    World world("pool_stops");
    const auto id = world.take_in(World::list(12'000));
    std::mutex mutex;
    std::condition_variable changed;
    bool started = false;
    world.before_chunk = [&](int chunk) {
        if (chunk != 1) return;
        const std::scoped_lock lock(mutex);
        started = true;
        changed.notify_all();
    };
    {
        const WorkerParts parts{world.queue, world.ledger, world.upload, world.leases, world.clock};
        const Pool pool(parts, world.bus, {.workers = 1});
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, deadline, [&] { return started; }));
    }

    // It may have ended just before; it is never left active.
    EXPECT_NE(world.job(id).state, queue::JobState::active);
    EXPECT_EQ(world.job(id).attempts_made, 0U);
}

TEST(Keeper, TicksOnAfterATickThatFailed) {
    std::mutex mutex;
    std::condition_variable ticked;
    int ticks = 0;
    const Keeper keeper({"test", std::chrono::milliseconds{1}}, [&] {
        const std::scoped_lock lock(mutex);
        ++ticks;
        ticked.notify_all();
        if (ticks == 1) throw Failure("once");
    });

    std::unique_lock lock(mutex);
    EXPECT_TRUE(ticked.wait_for(lock, deadline, [&] { return ticks > 2; }));
}

TEST(Keeper, ATickThatGathersHoldsUpNoEnd) {
    std::mutex mutex;
    std::condition_variable ticked;
    int ticks = 0;
    {
        Keeper keeper({"test", std::chrono::hours{1}, std::chrono::hours{1}}, [&] {
            const std::scoped_lock lock(mutex);
            ++ticks;
            ticked.notify_all();
        });
        std::unique_lock lock(mutex);
        ASSERT_TRUE(ticked.wait_for(lock, deadline, [&] { return ticks == 1; }));
        lock.unlock();
        keeper.wake();
    }

    EXPECT_EQ(ticks, 1);
}

TEST(Keeper, ATickComesAfterThoseThatGathered) {
    std::mutex mutex;
    std::condition_variable ticked;
    int ticks = 0;
    Keeper keeper({"test", std::chrono::hours{1}, std::chrono::milliseconds{1}}, [&] {
        const std::scoped_lock lock(mutex);
        ++ticks;
        ticked.notify_all();
    });

    keeper.wake();

    std::unique_lock lock(mutex);
    EXPECT_TRUE(ticked.wait_for(lock, deadline, [&] { return ticks == 2; }));
}

}  // namespace
}  // namespace rollcall::work
