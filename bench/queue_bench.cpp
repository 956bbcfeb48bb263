// What the queue's verbs cost, each commit synced.
//
//     queue_bench FOLDER [WAITING]
//     queue_bench postgresql://… [WAITING]
//
// In a new SQLite database in FOLDER, or a new schema `queue_bench` of PostgreSQL: adds; claim,
// note and complete together; the same by eight threads at once; then the same claims, and
// positions, with WAITING (100,000) jobs in the queue. Prints milliseconds a call.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/sql/sql.hpp"

namespace rollcall {
namespace {

constexpr std::uint64_t calls = 1'000;
constexpr std::uint64_t threads_at_once = 8;
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

// A database to measure on; `sync` is whether commits wait for the disk.
struct Place {
    db::Database& database;
    std::function<void(bool sync)> set_sync;
};

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

void bench(const Place& place, std::uint64_t waiting) {
    queue::QueueLimits limits;
    limits.jobs_per_user = limits.jobs = 10'000'000;
    queue::sql::SqlQueue queue(place.database, limits, {});
    std::atomic<std::uint64_t> next = 0;
    const auto add = [&](auto) { queue.add(job(next++)).value(); };

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
    const auto last = job(next - 1).id;
    measure("position of the last, full", 100, [&](auto) { queue.position(last).value(); });
    measure("counts, full", 100, [&](auto) { std::ignore = queue.counts({}); });
    queue::ListQuery newest;
    newest.scope.province_code = "GP";
    measure("list 10 of a province, full", 100, [&](auto) { std::ignore = queue.list(newest); });
}

void bench_sqlite(const std::string& folder, std::uint64_t waiting) {
    std::filesystem::remove(folder + "/queue_bench.db");
    db::sqlite::Store store(folder + "/queue_bench.db");
    const std::array rooms{queue::sql::migrations()};
    db::sqlite::migrate(store, rooms).value();
    const SystemClock clock;
    db::sqlite::SqliteDatabase database(store, clock);
    const auto set_sync = [&](bool sync) {
        store.alone([&](auto& writer) {
            writer.execute(sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
        });
    };
    bench({database, set_sync}, waiting);
}

void bench_postgres(const std::string& url, std::uint64_t waiting) {
    db::postgres::Connection owner(url);
    owner.execute("DROP SCHEMA IF EXISTS queue_bench CASCADE; CREATE SCHEMA queue_bench");
    const char separator = url.find('?') == std::string::npos ? '?' : '&';
    db::postgres::Store store(url + separator + "options=-csearch_path%3Dqueue_bench");
    const std::array rooms{queue::sql::postgres_migrations()};
    db::postgres::migrate(store, rooms).value();
    db::postgres::PostgresDatabase database(store);
    // One thread works while it is off, on the one connection that lies idle on top.
    const auto set_sync = [&](bool sync) {
        store.borrow()->execute(sync ? "SET synchronous_commit=on" : "SET synchronous_commit=off");
    };
    bench({database, set_sync}, waiting);
    owner.execute("DROP SCHEMA queue_bench CASCADE");
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
    if (where.starts_with("postgres")) {
        rollcall::bench_postgres(where, waiting);
    } else {
        rollcall::bench_sqlite(where, waiting);
    }
    return 0;
}
