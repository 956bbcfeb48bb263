// Unpacks a workbook's parts in this process and does nothing else: what no reader can be faster
// than. The checksum is ISA-L's too, and is part of it, since a reader must look at it.
//
//     inflate_bench FILE.xlsx [TIMES, default 9]
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "sheet/xlsx/xml/window.hpp"
#include "sheet/zip/archive.hpp"
#include "sheet/zip/unpacker.hpp"

namespace rollcall {
namespace {

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Result<std::uint64_t> unpack_all(int file) {
    auto archive = sheet::zip::Archive::open(file, {});
    if (!archive) return std::unexpected(archive.error());
    std::vector<char> window(sheet::xlsx::xml::Window::capacity);
    for (const auto& entry : (*archive)->entries()) {
        sheet::zip::Unpacker unpacker(**archive, entry, (*archive)->limits().part_bytes);
        for (;;) {
            const auto got = unpacker.read(window);
            if (!got) return std::unexpected(got.error());
            if (*got == 0) break;
        }
    }
    return (*archive)->unpacked_bytes();
}

int run(const char* path, int times) {
    const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
    std::vector<double> costs;
    std::uint64_t bytes = 0;
    for (int i = 0; i < times; ++i) {
        const auto before = cpu_seconds();
        const auto unpacked = unpack_all(file.get());
        costs.push_back(cpu_seconds() - before);
        if (!unpacked) {
            fmt::print(stderr, "{}: {}\n", path, unpacked.error().message);
            return EXIT_FAILURE;
        }
        bytes = *unpacked;
    }
    std::ranges::sort(costs);
    const auto middle = costs[costs.size() / 2];
    fmt::print(
        "{} bytes, {:.1f} ms at best ({:.0f} MB/s), {:.1f} mostly ({:.0f} MB/s)\n",
        bytes,
        costs.front() * 1e3,
        static_cast<double>(bytes) / costs.front() / 1e6,
        middle * 1e3,
        static_cast<double>(bytes) / middle / 1e6
    );
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) {
        fmt::print(stderr, "usage: inflate_bench FILE.xlsx [TIMES]\n");
        return EXIT_FAILURE;
    }
    return rollcall::run(argv[1], argc == 3 ? std::max(1, std::atoi(argv[2])) : 9);
}
