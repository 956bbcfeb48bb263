#include "tests/bull_worker/flags.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/clock.hpp"
#include "db/redis/settings.hpp"
#include "queue/bull/board.hpp"

namespace rollcall::bull_worker {
namespace {

using queue::bull::Limiter;

std::optional<Limiter> limiter_of(std::uint32_t jobs, Milliseconds::rep window, bool grouped) {
    if (jobs == 0) return std::nullopt;
    return Limiter{.jobs = jobs, .window = Milliseconds(window), .grouped = grouped};
}

std::vector<db::redis::Endpoint> endpoints_of(const std::vector<std::uint16_t>& ports) {
    std::vector<db::redis::Endpoint> endpoints;
    endpoints.reserve(ports.size());
    for (const auto port : ports)
        endpoints.push_back({"127.0.0.1", port});
    return endpoints;
}

}  // namespace

Flags read_flags(int argc, char** argv) {
    Flags flags;
    flags.redis.server.host = "127.0.0.1";
    flags.board.token = "rollcall-test";
    auto lock = flags.board.lock.count();
    auto stalled = flags.stalled_interval.count();
    std::uint32_t limit = 0;
    Milliseconds::rep window = 1'000;
    bool grouped = false;
    std::vector<std::uint16_t> further;
    std::vector<std::uint16_t> sentinels;

    CLI::App app("Our side of a Bull queue: verbs as lines of JSON in, answers out");
    app.add_option("--port", flags.redis.server.port, "where Redis listens")->required();
    app.add_option("--further-ports", further, "where other nodes of its cluster listen");
    app.add_option("--sentinel-ports", sentinels, "where sentinels of `mymaster` listen");
    app.add_option("--database", flags.redis.database, "its database");
    app.add_option("--prefix", flags.prefix, "the queue's prefix");
    app.add_option("--queue", flags.queue, "its name");
    app.add_option("--token", flags.board.token, "what our locks hold");
    app.add_option("--lock-ms", lock, "how long a lock lives");
    app.add_option("--stalled-interval-ms", stalled, "between two looks for dead workers");
    app.add_option("--stalls-max", flags.stalls_max, "how often a job may stall");
    app.add_option("--metrics-points", flags.board.metrics_points, "minutes that are kept");
    app.add_option("--limit", limit, "jobs that may start in a window; 0: any number");
    app.add_option("--window-ms", window, "of the limit");
    app.add_flag("--grouped", grouped, "a limit for each group");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error));  // NOLINT(concurrency-mt-unsafe): no thread is there yet
    }
    flags.redis.further = endpoints_of(further);
    flags.redis.sentinels = endpoints_of(sentinels);
    flags.redis.master_name = "mymaster";
    flags.board.lock = Milliseconds(lock);
    flags.stalled_interval = Milliseconds(stalled);
    flags.board.limiter = limiter_of(limit, window, grouped);
    return flags;
}

}  // namespace rollcall::bull_worker
