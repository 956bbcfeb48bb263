// How fast the embedded database takes members: new, the same again, all changed.
//
//     load_bench [rows] [rows a chunk] [folder]
//
// Rows have some twenty filled fields of made-up people; the file's order is by no means that of
// the ID numbers. CPU seconds are of the whole process, chunks being made and sorted included.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/ids.hpp"
#include "bench/load_rows.hpp"
#include "check/chunk.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "load/sqlite/sqlite.hpp"

namespace {

using namespace rollcall;
using bench::add_person;

struct Sizes {
    std::uint64_t rows = 1'000'000;
    std::uint64_t chunk_rows = 20'000;
};

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

class Bench {
public:
    Bench(const std::string& folder, Sizes sizes) : store_(folder + "/bench.db"), sizes_(sizes) {
        if (!db::sqlite::migrate(store_, std::array{load::sqlite::migrations()})) std::abort();
    }

    void load(std::string_view what, std::string_view address, bool dry_run) {
        load::Plan plan;
        plan.job = JobId::make(SystemClock().now());
        plan.epoch = 1;
        plan.dry_run = dry_run;
        plan.source_sha256 = std::string(64, 'a');
        time(what, [&] {
            const auto load = *loader_.begin(plan);
            check::Chunk chunk;
            for (std::uint64_t person = 0; person < sizes_.rows;) {
                chunk.clear();
                const auto end = std::min(person + sizes_.chunk_rows, sizes_.rows);
                for (; person < end; ++person)
                    add_person(chunk, person, address);
                if (!load->append(chunk)) std::abort();
            }
        });
        last_ = plan.job;
    }

    void make_chunks() {
        time("making the chunks alone", [&] {
            check::Chunk chunk;
            for (std::uint64_t person = 0; person < sizes_.rows; ++person) {
                if (person % sizes_.chunk_rows == 0) chunk.clear();
                add_person(chunk, person, "Old Road, Sampleton");
            }
        });
    }

    void read() {
        load::sqlite::SqliteLedger ledger(store_);
        time("ledger read", [&] {
            load::RowRecord record;
            const auto rows = ledger.rows(last_, {});
            while (rows->next(record)) {
            }
        });
        time("ledger verified", [&] {
            if (!ledger.verify(last_)) std::abort();
        });
    }

private:
    void time(std::string_view what, const std::function<void()>& run) const {
        const auto cpu = cpu_seconds();
        const auto begun = std::chrono::steady_clock::now();
        run();
        const auto rows = static_cast<double>(sizes_.rows);
        const double cpu_used = cpu_seconds() - cpu;
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begun;
        fmt::print(
            "{:24} {:8.2f} CPU s {:10.0f} rows/CPU s {:8.2f} s {:10.0f} rows/s\n",
            what,
            cpu_used,
            rows / cpu_used,
            wall.count(),
            rows / wall.count()
        );
        std::fflush(stdout);
    }

    db::sqlite::Store store_;
    load::sqlite::SqliteLoader loader_{store_};
    Sizes sizes_;
    JobId last_;
};

}  // namespace

int main(int argc, char** argv) {
    Sizes sizes;
    if (argc > 1) sizes.rows = std::strtoull(argv[1], nullptr, 10);
    if (argc > 2) sizes.chunk_rows = std::strtoull(argv[2], nullptr, 10);
    const std::filesystem::path home = argc > 3 ? argv[3] : "/tmp";
    const auto folder = home / ("load-bench-" + random_hex(8));
    std::filesystem::create_directory(folder);
    {
        Bench bench(folder, sizes);
        bench.make_chunks();
        bench.load("new", "Old Road, Sampleton", false);
        bench.load("the same again", "Old Road, Sampleton", false);
        bench.load("all changed, dry run", "New Road, Sampleton", true);
        bench.load("all changed", "New Road, Sampleton", false);
        bench.read();
    }
    fmt::print("{} bytes\n", std::filesystem::file_size(folder / "bench.db"));
    std::filesystem::remove_all(folder);
}
