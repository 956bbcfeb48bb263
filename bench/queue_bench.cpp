// What the queue's verbs cost, each commit synced.
//
//     queue_bench FOLDER [WAITING]
//     queue_bench postgresql://… [WAITING]
//
// In a new SQLite database in FOLDER, or a new schema `queue_bench` of PostgreSQL: adds; claim,
// note and complete together; the same by eight threads at once; then the same claims, and
// positions, with WAITING (100,000) jobs in the queue. Prints milliseconds a call.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "bench/queue_place.hpp"
#include "queue/sql/sql.hpp"

namespace rollcall {
namespace {

constexpr std::uint64_t calls = 1'000;
constexpr std::uint64_t threads_at_once = 8;
constexpr Milliseconds lease{60'000};

// Runs `call(i)` that often and prints what one took: median, 99th percentile, rate.
template <class Call>
void measure(const char* what, std::uint64_t times, Call&& call) {
    using SteadyClock = std::chrono::steady_clock;
    std::vector<double> took;
    took.reserve(times);
    const auto start = SteadyClock::now();
    for (std::uint64_t i = 0; i < times; ++i) {
        const auto before = SteadyClock::now();
        call(i);
        took.push_back(
            std::chrono::duration<double, std::milli>(SteadyClock::now() - before).count()
        );
    }
    const auto seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    std::ranges::sort(took);
    fmt::print(
        "{:<34} median {:8.3f} ms  p99 {:8.3f} ms  {:9.0f} a second\n",
        what,
        took[took.size() / 2],
        took[took.size() * 99 / 100],
        static_cast<double>(times) / seconds
    );
}

void run_one(queue::Queue& queue) {
    const auto claimed = queue.claim("worker", lease).value();
    const queue::Fence fence{claimed.job.id, claimed.epoch};
    queue.note(fence, {.progress = 50, .advanced = true}).value();
    queue.complete(fence, {}).value();
}

// So many calls by each of the threads, all at once: what they manage together.
template <class Call>
void measure_together(const char* what, Call&& call) {
    const auto start = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < threads_at_once; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::uint64_t i = 0; i < calls; ++i)
                    call(thread * calls + i);
            });
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    fmt::print(
        "{:<34} {:>45.0f} a second\n",
        what,
        static_cast<double>(threads_at_once * calls) / took.count()
    );
}

void measure_all(bench::QueuePlace& place, std::uint64_t waiting) {
    queue::sql::SqlQueue queue(place.database(), bench::no_limits(), {});
    std::atomic<std::uint64_t> next = 0;
    const auto add = [&](auto) { queue.add(bench::made_job(next++)).value(); };

    measure("add", calls, add);
    measure("claim + note + complete", calls, [&](auto) { run_one(queue); });
    measure_together("add, 8 at once", add);
    measure_together("claim + note + complete, 8 at once", [&](auto) { run_one(queue); });

    place.set_sync(false);
    measure("add without sync, to fill", waiting, add);
    measure("claim alone, full, no sync", calls, [&](auto) {
        queue.claim("worker", lease).value();
    });
    std::ignore = queue.take_back_all();
    place.set_sync(true);

    measure("add, full", calls, add);
    measure("claim + note + complete, full", calls, [&](auto) { run_one(queue); });
    const auto last = bench::made_job(next - 1).id;
    measure("position of the last, full", 100, [&](auto) { queue.position(last).value(); });
    measure("counts, full", 100, [&](auto) { std::ignore = queue.counts({}); });
    queue::ListQuery newest;
    newest.scope.province_code = "GP";
    measure("list 10 of a province, full", 100, [&](auto) { std::ignore = queue.list(newest); });
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "queue_bench FOLDER|postgresql://… [WAITING]\n");
        return 2;
    }
    const std::string where = argv[1];
    const auto waiting = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000;
    rollcall::measure_all(*rollcall::bench::make_queue_place(where), waiting);
    return 0;
}
