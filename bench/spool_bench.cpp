// How fast stores of files take an upload and hand it out, and what memory an upload needs.
//
//     spool_bench [MiB]
//
// The folder always; PostgreSQL and S3 when ROLLCALL_TEST_POSTGRES and ROLLCALL_TEST_S3 name them
// (tools/postgres.py run tools/s3rver.py run …; the database gets tables of files). The bytes
// cannot be compressed and come in steps of 64 KiB, as the network brings them. Out is until the
// file may be read, its SHA-256 compared. CPU seconds are this
// process's alone.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "db/postgres/postgres.hpp"
#include "spool/folder/folder.hpp"
#include "spool/postgres/postgres.hpp"
#include "spool/s3/s3.hpp"
#include "spool/scratch.hpp"
#include "tests/support/s3_bucket.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace rollcall;
using Clock = std::chrono::steady_clock;

constexpr std::size_t step_bytes = 64 * kib;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// A different upload each time: nothing is already there.
void run(std::string_view name, spool::Spool& spool, std::uint64_t mebibytes) {
    std::string step;
    while (step.size() < step_bytes)
        step += random_bytes(256);
    const auto memory = peak_mib();
    auto start = Clock::now();
    auto cpu = cpu_seconds();
    const auto intake = spool.start(mebibytes * mib).value();
    for (std::uint64_t i = 0; i < mebibytes * mib / step_bytes; ++i) {
        step.replace(0, 8, random_bytes(8));
        intake->append(step).value();
    }
    const auto sealed = intake->seal().value();
    const auto in = seconds_since(start);
    const auto cpu_in = cpu_seconds() - cpu;
    start = Clock::now();
    cpu = cpu_seconds();
    spool.open(sealed.sha256).value();
    const auto out = seconds_since(start);
    const auto cpu_out = cpu_seconds() - cpu;
    const auto megabytes = static_cast<double>(mebibytes);
    fmt::print(
        "{:<9} {} MiB: in {:.0f} MiB/s ({:.2f} CPU s), out {:.0f} MiB/s ({:.2f} CPU s), "
        "memory grew by {:.1f} MiB\n",
        name,
        mebibytes,
        megabytes / in,
        cpu_in,
        megabytes / out,
        cpu_out,
        peak_mib() - memory
    );
    spool.remove(sealed.sha256);
}

void run_folder(std::uint64_t mebibytes) {
    const tests::TemporaryFolder home;
    spool::folder::FolderSpool folder(home.path());
    run("folder", folder, mebibytes);
}

void run_postgres(const std::string& url, std::uint64_t mebibytes) {
    const tests::TemporaryFolder home;
    db::postgres::Store store(url);
    db::postgres::migrate(store, std::array{spool::postgres::migrations()}).value();
    const spool::Scratch scratch(home.path());
    spool::postgres::PostgresSpool postgres(store, scratch);
    run("postgres", postgres, mebibytes);
}

void run_s3(std::uint64_t mebibytes) {
    const tests::TemporaryFolder home;
    const tests::S3Bucket place;
    spool::s3::Bucket bucket(place.settings());
    const spool::Scratch scratch(home.path());
    spool::s3::S3Spool s3(bucket, scratch);
    run("s3", s3, mebibytes);
}

}  // namespace

int main(int count, char** arguments) {
    constexpr std::uint64_t usual_mebibytes = 200;
    const auto mebibytes = count > 1 ? std::stoull(arguments[1]) : usual_mebibytes;
    // The smallest first: the peak of memory never falls again.
    if (const char* url = std::getenv("ROLLCALL_TEST_POSTGRES")) run_postgres(url, mebibytes);
    if (tests::has_s3()) run_s3(mebibytes);
    run_folder(mebibytes);
}
