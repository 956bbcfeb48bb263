// Reads every cell of a workbook in this process, and prints what it cost.
//
//     read_bench FILE.xlsx
#include <cstdint>
#include <cstdlib>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include "base/descriptor.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace rollcall {
namespace {

struct Count {
    std::uint64_t rows = 0;
    std::uint64_t cells = 0;
    std::uint64_t bytes = 0;
};

Result<Count> read_all(int file, int spill) {
    const auto reader = sheet::xlsx::open({file, spill}, {});
    if (!reader) return std::unexpected(reader.error());
    Count count;
    sheet::Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) return count;
        count.rows += batch.row_count();
        count.cells += batch.raw_cells().size();
        count.bytes += batch.raw_text().size();
    }
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

int run(const char* path) {
    const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
    const Descriptor spill(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    const auto count = read_all(file.get(), spill.get());
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto cost = fmt::format(
        "cpu {:.3f} s (user {:.3f}, system {:.3f}), peak {} MB",
        seconds(used.ru_utime) + seconds(used.ru_stime),
        seconds(used.ru_utime),
        seconds(used.ru_stime),
        used.ru_maxrss / 1024
    );
    if (!count) {
        fmt::print("{} {}: {}\n", to_string(count.error().code), cost, count.error().message);
        return EXIT_FAILURE;
    }
    fmt::print("{} rows, {} cells, {} bytes, {}\n", count->rows, count->cells, count->bytes, cost);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: read_bench FILE.xlsx\n");
        return EXIT_FAILURE;
    }
    return rollcall::run(argv[1]);
}
