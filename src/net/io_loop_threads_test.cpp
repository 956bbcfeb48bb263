#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/timers.hpp"
#include "net/io_loop.hpp"
#include "net/server.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using testing::ElementsAre;

class IoLoopTest : public testing::Test {
protected:
    void make(std::uint32_t waiting_max = 512) {
        ServerSettings settings;
        settings.hosts = {"127.0.0.1"};
        settings.port = 0;
        settings.request_threads = 1;
        settings.requests_waiting_max = waiting_max;
        server.emplace(settings, api);
    }
    void start() { ASSERT_TRUE(server->start()); }

    // Runs `step` on the io thread and waits for it.
    template <class Step>
    void on_io(Step step) {
        std::promise<void> ran;
        server->loop().post([&] {
            step();
            ran.set_value();
        });
        ran.get_future().wait();
    }

    const tests::SmallApi api;
    std::optional<Server> server;
};

TEST_F(IoLoopTest, RunsEveryThreadsStepsInOrderOnOneThread) {
    constexpr int threads = 4;
    constexpr int steps = 2'000;
    make();
    start();
    // Of the io thread.
    std::vector<std::vector<int>> seen(threads);
    std::vector<std::thread::id> runners;

    {
        std::vector<std::jthread> posters;
        for (int t = 0; t < threads; ++t) {
            posters.emplace_back([&, t] {
                for (int i = 0; i < steps; ++i) {
                    server->loop().post([&, t, i] {
                        seen[static_cast<std::size_t>(t)].push_back(i);
                        if (runners.empty() || runners.back() != std::this_thread::get_id()) {
                            runners.push_back(std::this_thread::get_id());
                        }
                    });
                }
            });
        }
    }
    on_io([] {});

    EXPECT_EQ(runners.size(), 1U);
    for (const auto& numbers : seen) {
        ASSERT_EQ(numbers.size(), std::size_t{steps});
        EXPECT_TRUE(std::ranges::is_sorted(numbers));
    }
}

TEST_F(IoLoopTest, RunsBlockingWorkElsewhereAndItsEndOnTheIoThread) {
    make();
    start();
    std::thread::id io;
    std::promise<std::thread::id> worked_on;
    std::promise<std::thread::id> ended_on;
    std::promise<bool> done;

    on_io([&] {
        io = std::this_thread::get_id();
        const bool taken = server->loop().offload(
            [&] { worked_on.set_value(std::this_thread::get_id()); },
            [&](bool came_to_its_end) {
                ended_on.set_value(std::this_thread::get_id());
                done.set_value(came_to_its_end);
            }
        );
        EXPECT_TRUE(taken);
    });

    EXPECT_NE(worked_on.get_future().get(), io);
    EXPECT_EQ(ended_on.get_future().get(), io);
    EXPECT_TRUE(done.get_future().get());
}

TEST_F(IoLoopTest, SaysThatWorkDidNotComeToItsEnd) {
    make();
    start();
    std::promise<bool> done;

    on_io([&] {
        server->loop().offload(
            [] { throw std::runtime_error("broken"); },
            [&](bool came_to_its_end) { done.set_value(came_to_its_end); }
        );
    });

    EXPECT_FALSE(done.get_future().get());
}

TEST_F(IoLoopTest, RefusesWorkBehindTooMuchAndTakesItAgainLater) {
    make(1);
    start();
    std::promise<void> gate;
    auto opened = gate.get_future().share();
    std::promise<void> first_ended;
    std::atomic<int> refused_runs{0};
    bool first_taken = false;
    bool second_taken = true;

    on_io([&] {
        first_taken = server->loop().offload(
            [opened] { opened.wait(); }, [&](bool) { first_ended.set_value(); }
        );
        second_taken =
            server->loop().offload([&] { ++refused_runs; }, [&](bool) { ++refused_runs; });
    });
    gate.set_value();
    first_ended.get_future().wait();
    bool third_taken = false;
    while (!third_taken) {
        on_io([&] { third_taken = server->loop().offload([] {}, [](bool) {}); });
    }

    EXPECT_TRUE(first_taken);
    EXPECT_FALSE(second_taken);
    EXPECT_EQ(refused_runs, 0);
}

TEST_F(IoLoopTest, GoesOnAfterAStepThatThrew) {
    make();
    start();
    bool has_run = false;

    server->loop().post([] { throw std::runtime_error("broken"); });
    on_io([&] { has_run = true; });

    EXPECT_TRUE(has_run);
}

TEST_F(IoLoopTest, RingsAnEarlierDeadlineThatWasSetLater) {
    make();
    start();
    std::vector<std::string> rung;
    std::promise<void> both;
    std::optional<live::Timer> late;
    std::optional<live::Timer> early;

    on_io([&] {
        late.emplace(server->loop().timers(), [&] {
            rung.emplace_back("late");
            both.set_value();
        });
        early.emplace(server->loop().timers(), [&] { rung.emplace_back("early"); });
        late->in(Milliseconds(20));
        early->in(Milliseconds(1));
    });
    both.get_future().wait();

    EXPECT_THAT(rung, ElementsAre("early", "late"));
    server->stop();
}

TEST_F(IoLoopTest, RingsOnAfterADeadlinesActionThrew) {
    make();
    start();
    std::promise<void> rung;
    std::optional<live::Timer> broken;
    std::optional<live::Timer> whole;

    on_io([&] {
        broken.emplace(server->loop().timers(), [] { throw std::runtime_error("broken"); });
        whole.emplace(server->loop().timers(), [&] { rung.set_value(); });
        broken->in(Milliseconds(1));
        whole->in(Milliseconds(2));
    });

    EXPECT_EQ(rung.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    server->stop();
}

TEST_F(IoLoopTest, RunsAfterTheStartWhatWasPostedAndSetBefore) {
    make();
    std::promise<void> posted;
    std::promise<void> rung;
    std::promise<void> ended;
    live::Timer timer(server->loop().timers(), [&] { rung.set_value(); });
    timer.in(Milliseconds(1));
    server->loop().post([&] { posted.set_value(); });
    server->loop().offload([] {}, [&](bool) { ended.set_value(); });

    start();

    posted.get_future().wait();
    rung.get_future().wait();
    ended.get_future().wait();
    server->stop();
    EXPECT_FALSE(timer.is_set());
}

TEST_F(IoLoopTest, KeepsADeadlineFromHoldingUpAStop) {
    make();
    start();
    std::optional<live::Timer> far;
    on_io([&] {
        far.emplace(server->loop().timers(), [] {});
        far->in(std::chrono::hours(1));
    });

    server->stop();

    EXPECT_TRUE(far->is_set());
}

TEST_F(IoLoopTest, CallsNobodyAfterAStopAndLetsGoOfWhatItHeld) {
    make();
    start();
    std::promise<void> gate;
    auto opened = gate.get_future().share();
    std::promise<void> working;
    const auto held = std::make_shared<int>(0);
    std::atomic<bool> has_stopped{false};
    std::atomic<int> calls_after{0};

    on_io([&] {
        server->loop().offload(
            [&, opened] {
                working.set_value();
                opened.wait();
            },
            [&, held](bool) { calls_after += has_stopped ? 1 : 0; }
        );
    });
    working.get_future().wait();
    {
        const std::jthread stopper([&] {
            server->stop();
            has_stopped = true;
        });
        gate.set_value();
    }
    server->loop().post([&, held] { ++calls_after; });

    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(calls_after, 0);
}

TEST_F(IoLoopTest, LetsGoOfWhatItHeldThoughItNeverStarted) {
    make();
    const auto held = std::make_shared<int>(0);
    server->loop().post([held] {});
    server->loop().offload([] {}, [held](bool) {});

    server->stop();

    EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace rollcall::net
