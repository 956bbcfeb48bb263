#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "db/sqlite/store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::db::sqlite {
namespace {

TEST(FairLock, ServesInTheOrderOfAsking) {
    FairLock lock;
    std::vector<int> order;
    std::vector<std::jthread> threads;
    lock.lock();

    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const std::scoped_lock held(lock);
            order.push_back(i);
        });
        while (lock.waiting() != static_cast<std::uint64_t>(i) + 1)
            std::this_thread::yield();
    }
    lock.unlock();
    threads.clear();

    std::vector<int> asked(8);
    std::iota(asked.begin(), asked.end(), 0);
    EXPECT_EQ(order, asked);
}

TEST(FairLock, LetsOneInBetweenTwoTurnsOfAGreedyHolder) {
    FairLock lock;
    bool served = false;
    lock.lock();
    std::jthread other([&] {
        const std::scoped_lock held(lock);
        served = true;
    });
    while (lock.waiting() == 0)
        std::this_thread::yield();

    lock.unlock();
    lock.lock();

    EXPECT_TRUE(served);
    lock.unlock();
}

TEST(Store, TakesWritesFromManyThreads) {
    const tests::TemporaryFolder folder;
    Store store(folder / "store.db");
    store.write([](Connection& connection) { connection.execute("CREATE TABLE counts (n INT)"); });
    constexpr int writers = 4;
    constexpr int writes = 25;

    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < writers; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < writes; ++n) {
                    store.write([](Connection& connection) {
                        connection.execute("INSERT INTO counts VALUES (1)");
                    });
                    store.read([](Connection& connection) {
                        auto query = connection.prepare("SELECT count(*) FROM counts");
                        query.step();
                    });
                }
            });
        }
    }

    const auto count = store.read([](Connection& connection) {
        auto query = connection.prepare("SELECT count(*) FROM counts");
        query.step();
        return query.integer(0);
    });
    EXPECT_EQ(count, writers * writes);
}

}  // namespace
}  // namespace rollcall::db::sqlite
