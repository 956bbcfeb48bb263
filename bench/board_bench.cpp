// What Bull's verbs cost us on a Redis; bench/queues.py sets it beside Bull and BullMQ.
//
//     tools/redis.py run build/bench/board_bench add|bulk|run|priority JOBS AT_ONCE
//
// What it prepares is not counted. Prints {"seconds", "client_us", "redis_us"}: of the work, not of
// a job.
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/pool.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/keys.hpp"
#include "tests/support/redis_url.hpp"

namespace rollcall {
namespace {

using queue::bull::Board;
using queue::bull::Ending;
using queue::bull::Entry;
using queue::bull::NewEntry;

constexpr std::uint64_t bulk = 1'000;
constexpr std::uint64_t priorities = 10;
constexpr std::string_view data =
    R"({"jobId":"job-1767225600000-123456789012","fileName":"members.xlsx","userId":"ann@example.org"})";

struct Size {
    std::uint64_t jobs = 0;
    std::uint64_t at_once = 0;
};

NewEntry entry(std::uint64_t priority = 0) {
    NewEntry entry;
    entry.data = data;
    if (priority > 0) entry.options.all()["priority"] = priority;
    return entry;
}

// Of this process.
double cpu_us() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(usage.ru_utime) + us(usage.ru_stime);
}

// Of the server, since it was started.
double redis_us(db::redis::Connection& observer) {
    const auto text = observer.call({"INFO", "cpu"}).text;
    const auto seconds = [&](std::string_view name) {
        const auto at = text.find(name) + name.size();
        double value = 0;
        std::from_chars(text.data() + at, text.data() + text.size(), value);
        return value;
    };
    return 1e6 * (seconds("used_cpu_user:") + seconds("used_cpu_sys:"));
}

// `size.at_once` a call.
void fill(Board& board, const Size& size, const std::function<NewEntry(std::uint64_t)>& make) {
    for (std::uint64_t done = 0; done < size.jobs;) {
        std::vector<NewEntry> entries;
        while (entries.size() < size.at_once && done < size.jobs)
            entries.push_back(make(done++));
        board.add(entries).value();
    }
}

// Each thread is a request that waits for its answer.
void add_together(Board& board, const Size& size) {
    std::atomic<std::uint64_t> begun = 0;
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < size.at_once; ++thread) {
        threads.emplace_back([&] {
            while (begun++ < size.jobs)
                board.add(std::vector{entry()}).value();
        });
    }
}

void run_all(Board& board, const Size& size) {
    const auto count = static_cast<std::uint32_t>(size.at_once);
    std::uint64_t ended = 0;
    auto running = board.fetch(count).entries;
    while (!running.empty()) {
        std::vector<Ending> endings;
        for (const auto& one : running) {
            Ending ending;
            ending.id = one.id;
            ending.value = "null";
            endings.push_back(std::move(ending));
        }
        ended += endings.size();
        running = board.finish(endings, count).started.entries;
    }
    ROLLCALL_ASSERT(ended == size.jobs);
}

void add_by_priority(Board& board, std::uint64_t jobs) {
    std::mt19937 chance(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same jobs in every run
    std::uniform_int_distribution<std::uint64_t> priority(1, priorities);
    for (std::uint64_t done = 0; done < jobs; ++done)
        board.add(std::vector{entry(priority(chance))}).value();
}

struct Work {
    std::function<void()> prepare;
    std::function<void()> run;
};

Work work_of(std::string_view name, Board& board, const Size& size) {
    const auto fill_plainly = [&board](const Size& filled) {
        fill(board, filled, [](auto) { return entry(); });
    };
    const Size waiting{.jobs = size.jobs, .at_once = bulk};
    if (name == "add") return {[] {}, [&board, size] { add_together(board, size); }};
    if (name == "bulk") return {[] {}, [=] { fill_plainly(size); }};
    if (name == "run") {
        return {[=] { fill_plainly(waiting); }, [&board, size] { run_all(board, size); }};
    }
    ROLLCALL_ASSERT(name == "priority");
    // So many wait, the urgent ones first.
    const auto fill_in_order = [&board, waiting] {
        fill(board, waiting, [&](auto n) { return entry(1 + n * priorities / waiting.jobs); });
    };
    return {fill_in_order, [&board, size] { add_by_priority(board, size.at_once); }};
}

void bench(std::string_view name, const Size& size) {
    const SystemClock clock;
    db::redis::Pool pool(tests::redis_settings(), "bench", size.at_once);
    queue::bull::BoardSettings settings;
    settings.token = "bench";
    Board board(pool, queue::bull::Keys::make("bull", "bench").value(), settings, clock);
    db::redis::Connection observer(tests::redis_settings());
    const auto work = work_of(name, board, size);
    work.prepare();
    const auto redis = redis_us(observer);
    const auto client = cpu_us();
    const auto began = std::chrono::steady_clock::now();
    work.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print(
        "{{\"seconds\":{},\"client_us\":{},\"redis_us\":{}}}\n",
        took.count(),
        cpu_us() - client,
        redis_us(observer) - redis
    );
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    if (argc != 4 || !rollcall::tests::has_redis()) {
        fmt::print(stderr, "tools/redis.py run board_bench add|bulk|run|priority JOBS AT_ONCE\n");
        return 2;
    }
    rollcall::bench(
        argv[1], {std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10)}
    );
    return 0;
}
