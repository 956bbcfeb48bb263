// Judges every row of a list of members that lies in memory, over and over, and prints what a row
// costs at best and mostly.
//
//     check_bench FILE.xlsx [TIMES, default 9]
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "check/check.hpp"
#include "sheet/batch.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace rollcall {
namespace {

Result<std::vector<sheet::Batch>> read_all(int file, int spill) {
    const auto reader = sheet::xlsx::open({file, spill}, {});
    if (!reader) return std::unexpected(reader.error());
    std::vector<sheet::Batch> batches;
    for (;;) {
        const auto more = (*reader)->next(batches.emplace_back());
        if (!more) return std::unexpected(more.error());
        if (!*more) return batches;
    }
}

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::size_t judge_all(const std::vector<sheet::Batch>& batches, const check::Header& header) {
    check::Context context;
    context.judge_only = true;
    context.today = day_in_zone(SystemClock().now(), "Africa/Johannesburg");
    check::Checks checks(header, context);
    check::Chunk chunk;
    std::size_t rows = 0;
    for (const auto& batch : batches) {
        checks.judge(batch, rows == 0 ? header.first_data_row : 0, chunk);
        rows += chunk.rows.size();
        chunk.clear();
    }
    return rows;
}

int run(const char* path, int times) {
    const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
    const Descriptor spill(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    const auto batches = read_all(file.get(), spill.get());
    if (!batches || batches->front().empty()) {
        fmt::print(stderr, "{}: nothing to judge\n", path);
        return EXIT_FAILURE;
    }
    const auto header = check::find_header(batches->front());
    if (!header) {
        fmt::print(stderr, "{}: {}\n", path, header.error().message);
        return EXIT_FAILURE;
    }
    std::vector<double> costs;
    std::size_t rows = 0;
    for (int i = 0; i < times; ++i) {
        const auto before = cpu_seconds();
        rows = judge_all(*batches, *header);
        costs.push_back(cpu_seconds() - before);
    }
    std::ranges::sort(costs);
    const auto nanoseconds = [&](double cost) { return cost * 1e9 / static_cast<double>(rows); };
    fmt::print(
        "{} rows, {:.0f} ns a row at best, {:.0f} mostly\n",
        rows,
        nanoseconds(costs.front()),
        nanoseconds(costs[costs.size() / 2])
    );
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) {
        fmt::print(stderr, "usage: check_bench FILE.xlsx [TIMES]\n");
        return EXIT_FAILURE;
    }
    return rollcall::run(argv[1], argc == 3 ? std::atoi(argv[2]) : 9);
}
