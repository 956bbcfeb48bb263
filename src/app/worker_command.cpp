#include <chrono>
#include <iostream>

#include "app/engine.hpp"
#include "app/exit_codes.hpp"
#include "app/local_commands.hpp"
#include "app/node.hpp"
#include "app/settings.hpp"
#include "app/signals.hpp"
#include "app/workplace.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

constexpr std::chrono::milliseconds signal_poll{500};

Result<void> check_worker(const Settings& settings) {
    if (!settings.shares_stores()) {
        return refuse(
            Errc::validation_error,
            "a worker works for servers on other machines, so it needs DATABASE_URL; jobs of the"
            " embedded database are run by `rollcall serve` itself"
        );
    }
    if (settings.workers == 0) {
        return refuse(Errc::validation_error, "WORKERS is 0: a worker that runs no job is none");
    }
    return {};
}

}  // namespace

int run_worker(const Settings& settings) {
    block_stop_signals();
    if (const auto good = check_worker(settings); !good) return say(good.error(), exit_usage);
    const auto place = Workplace::take(settings);
    if (!place) return say(place.error(), exit_out_of_reach);
    const auto engine = Engine::open(settings, place->path());
    if (!engine) return say(engine.error(), exit_out_of_reach);
    (*engine)->start(settings.workers);
    std::cout << "rollcall " << ROLLCALL_VERSION << " works for " << (*engine)->stores().name()
              << " as " << node_name() << '\n'
              << std::flush;
    while (!stop_signal_within(signal_poll)) {
    }
    log::info("app", "stopping: running jobs end their chunk and go back to the queue");
    (*engine)->stop();
    return 0;
}

}  // namespace rollcall::app
