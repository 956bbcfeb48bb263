// What the queue's verbs cost on SQLite with synchronous=FULL.
//
//     queue_bench FOLDER [WAITING]
//
// In a new database in FOLDER: adds; claim, note and complete together; then the same claims,
// and positions, with WAITING (100,000) jobs in the queue. Prints milliseconds a call.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/sql/sql.hpp"

namespace rollcall {
namespace {

constexpr std::uint64_t calls = 1'000;
constexpr std::uint64_t users = 200;
constexpr Milliseconds lease{60'000};
constexpr std::array priorities{1, 3, 5, 10};

queue::NewJob job(std::uint64_t number) {
    queue::NewJob job;
    job.id = JobId::parse("job-1-" + std::to_string(number)).value();
    job.owner.user_id = "user-" + std::to_string(number % users);
    job.owner.email = job.owner.user_id + "@example.org";
    job.owner.role = "municipality_admin";
    job.owner.province_code = "GP";
    job.owner.municipality_code = "M" + std::to_string(number % users);
    job.file_name = "members.xlsx";
    job.file_sha256 = fmt::format("{:064x}", number);
    job.priority = priorities.at(number % priorities.size());
    return job;
}

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

void bench(const std::string& folder, std::uint64_t waiting) {
    db::sqlite::Store store(folder + "/queue_bench.db");
    const std::array rooms{queue::sql::migrations()};
    db::sqlite::migrate(store, rooms).value();
    const SystemClock clock;
    queue::QueueLimits limits;
    limits.jobs_per_user = limits.jobs = 10'000'000;
    db::sqlite::SqliteDatabase database(store, clock);
    queue::sql::SqlQueue queue(database, limits, {});

    measure("add", calls, [&](auto i) { queue.add(job(i)).value(); });
    measure("claim + note + complete", calls, [&](auto) { run_one(queue); });

    store.alone([](auto& writer) { writer.execute("PRAGMA synchronous=OFF"); });
    measure("add without sync, to fill", waiting, [&](auto i) {
        queue.add(job(calls + i)).value();
    });
    measure("claim alone, full, no sync", calls, [&](auto) {
        queue.claim("worker", lease).value();
    });
    std::ignore = queue.take_back_all();
    store.alone([](auto& writer) { writer.execute("PRAGMA synchronous=FULL"); });

    measure("add, full", calls, [&](auto i) { queue.add(job(calls + waiting + i)).value(); });
    measure("claim + note + complete, full", calls, [&](auto) { run_one(queue); });
    const auto last = job(calls + waiting + calls - 1).id;
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
        fmt::print(stderr, "queue_bench FOLDER [WAITING]\n");
        return 2;
    }
    std::filesystem::remove(std::string(argv[1]) + "/queue_bench.db");
    rollcall::bench(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000);
    return 0;
}
