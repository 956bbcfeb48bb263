// What a job's way into the queue costs, its durable commits included.
//
//     [tools/redis.py run] build/bench/path_bench add   WHERE JOBS AT_ONCE
//     [tools/redis.py run] build/bench/path_bench start WHERE JOBS
//
// WHERE is a folder for a new SQLite database, or `postgresql://…` for a new schema. With a Redis
// at hand the queue is mirrored there, as the program does it. `add`: so many threads add, each
// waits for its answer. `start`: a worker is idle when each job comes. Prints JSON: seconds and µs
// of CPU of all adds; of starts, µs from the call and from its answer to the claim, by percentile.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/clock.hpp"
#include "bench/queue_place.hpp"
#include "event/bus.hpp"
#include "queue/queue.hpp"
#include "tests/support/bull_world.hpp"
#include "tests/support/redis_url.hpp"
#include "work/keeper.hpp"

namespace rollcall {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Milliseconds lease{60'000};

// The queue as the program has it: in SQL, and beside Bull where there is a Redis.
class Whole {
public:
    explicit Whole(bench::QueuePlace& place) {
        if (!tests::has_redis()) {
            sql_.emplace(place.database(), bench::no_limits(), queue::RetryPolicy{}, &bus_);
            return;
        }
        const tests::BullWorld::Place beside{
            place.database(), tests::redis_settings(), "bench", &bus_};
        world_.emplace(beside, bench::no_limits());
        relayer_.emplace(
            work::Keeper::Settings{"relay", Milliseconds{1'000}, Milliseconds{5}},
            [this] { world_->relay().tick(); }
        );
        relaying_ = bus_.subscribe([this](const event::Event&) { relayer_->wake(); });
    }

    queue::Queue& queue() {
        if (world_) return world_->queue();
        return *sql_;
    }
    event::Bus& bus() { return bus_; }

private:
    event::Bus bus_;
    std::optional<queue::sql::SqlQueue> sql_;
    std::optional<tests::BullWorld> world_;
    std::optional<work::Keeper> relayer_;
    event::Bus::Subscription relaying_;
};

// Claims when it hears of a job, as work::Pool does, and ends it at once.
class IdleWorker {
public:
    explicit IdleWorker(Whole& whole)
        : queue_(whole.queue()), hearing_(whole.bus().subscribe([this](const event::Event& event) {
              if (std::holds_alternative<event::JobQueued>(event)) call();
          })) {}

    // When the job after so many others was started.
    SteadyClock::time_point start_of(std::size_t number) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return starts_.size() > number; });
        return starts_[number];
    }

private:
    void call() {
        const std::scoped_lock lock(mutex_);
        ++calls_;
        changed_.notify_all();
    }
    void work(const std::stop_token& stop) {
        for (std::uint64_t heard = 0; !stop.stop_requested();) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, stop, [&] { return calls_ != heard; });
                heard = calls_;
            }
            while (const auto claimed = queue_.claim("bench", lease)) {
                const auto now = SteadyClock::now();
                queue_.complete({claimed->job.id, claimed->epoch}, {}).value();
                const std::scoped_lock lock(mutex_);
                starts_.push_back(now);
                changed_.notify_all();
            }
        }
    }

    queue::Queue& queue_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t calls_ = 0;
    std::vector<SteadyClock::time_point> starts_;
    event::Bus::Subscription hearing_;
    std::jthread thread_{[this](const std::stop_token& stop) { work(stop); }};
};

double cpu_us() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(usage.ru_utime) + us(usage.ru_stime);
}

void add_together(queue::Queue& queue, std::uint64_t jobs, std::uint64_t at_once) {
    std::atomic<std::uint64_t> next = 0;
    const auto client = cpu_us();
    const auto began = SteadyClock::now();
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < at_once; ++thread) {
            threads.emplace_back([&] {
                for (auto number = next++; number < jobs; number = next++)
                    queue.add(bench::made_job(number)).value();
            });
        }
    }
    const std::chrono::duration<double> took = SteadyClock::now() - began;
    fmt::print("{{\"seconds\":{},\"client_us\":{}}}\n", took.count(), cpu_us() - client);
}

void print_percentiles(std::string_view name, std::vector<double> us, std::string_view end) {
    std::ranges::sort(us);
    fmt::print(
        "\"{}\":{{\"p50\":{:.0f},\"p99\":{:.0f}}}{}",
        name,
        us[us.size() / 2],
        us[us.size() * 99 / 100],
        end
    );
}

void start_each(Whole& whole, std::uint64_t jobs) {
    // What the one before it left to do is done by then.
    constexpr Milliseconds pause{10};
    IdleWorker worker(whole);
    std::vector<double> from_call;
    std::vector<double> from_answer;
    const auto us = [](auto took) {
        return std::chrono::duration<double, std::micro>(took).count();
    };
    for (std::uint64_t number = 0; number < jobs; ++number) {
        const auto called = SteadyClock::now();
        whole.queue().add(bench::made_job(number)).value();
        const auto answered = SteadyClock::now();
        const auto started = worker.start_of(number);
        from_call.push_back(us(started - called));
        from_answer.push_back(us(started - answered));
        std::this_thread::sleep_for(pause);
    }
    fmt::print("{{");
    print_percentiles("from_call", std::move(from_call), ",");
    print_percentiles("from_answer", std::move(from_answer), "}\n");
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    const std::string_view work = argc > 1 ? argv[1] : "";
    if (argc < 4 || (work == "add" && argc != 5) || (work != "add" && work != "start")) {
        fmt::print(stderr, "path_bench add WHERE JOBS AT_ONCE | start WHERE JOBS\n");
        return 2;
    }
    const auto place = rollcall::bench::make_queue_place(argv[2]);
    rollcall::Whole whole(*place);
    const auto jobs = std::strtoull(argv[3], nullptr, 10);
    if (work == "add") {
        rollcall::add_together(whole.queue(), jobs, std::strtoull(argv[4], nullptr, 10));
    } else {
        rollcall::start_each(whole, jobs);
    }
    return 0;
}
