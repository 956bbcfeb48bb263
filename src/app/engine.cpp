#include "app/engine.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <unistd.h>

#include "base/log.hpp"
#include "db/sqlite/migrate.hpp"

namespace rollcall::app {
namespace {

constexpr std::chrono::milliseconds lease_max{15'000};
constexpr std::chrono::milliseconds sweep_interval{1'000};
constexpr std::chrono::milliseconds retire_interval{3'600'000};

queue::QueueLimits limits_of(const Settings& settings) {
    queue::QueueLimits limits;
    limits.jobs_per_user = settings.jobs_per_user_max;
    limits.jobs = settings.queued_jobs_max;
    limits.aging = std::chrono::milliseconds{settings.priority_aging_ms};
    limits.stalls_max = settings.stalled_count_max;
    return limits;
}

queue::RetryPolicy retries_of(const Settings& settings) {
    queue::RetryPolicy policy;
    policy.attempts = settings.job_attempts;
    policy.backoff = std::chrono::milliseconds{settings.job_backoff_ms};
    policy.jitter = settings.job_backoff_jitter_percent / 100.0;
    return policy;
}

work::ReaderSettings readers_of(const Settings& settings, const std::string& scratch) {
    work::ReaderSettings reader;
    reader.limits = settings.reader;
    reader.scratch = scratch;
    reader.sandbox = settings.sandbox;
    return reader;
}

work::LeaseSettings leases_of(const Settings& settings) {
    work::LeaseSettings leases;
    leases.lease = std::min(lease_max, std::chrono::milliseconds{settings.lock_duration_ms});
    leases.idle_max = std::chrono::milliseconds{settings.job_timeout_ms};
    return leases;
}

}  // namespace

Engine::Engine(const Settings& settings, DataFolder& folder)
    : settings_(settings),
      folder_(folder.path()),
      store_(folder.database()),
      database_(store_, clock_),
      queue_(database_, limits_of(settings), retries_of(settings), &bus_),
      geography_(store_),
      loader_(store_, &geography_),
      ledger_(store_),
      spool_(folder.path()),
      shelf_(folder.path()),
      documents_(
          {spool_, shelf_, ledger_, clock_},
          {readers_of(settings, shelf_.scratch()), settings.time_zone}
      ),
      upload_(
          {queue_, spool_, loader_, documents_, clock_, &geography_},
          {readers_of(settings, shelf_.scratch()), settings.time_zone, settings.store_extra_columns}
      ),
      housekeeping_(
          {queue_, ledger_, spool_, documents_, clock_},
          std::chrono::hours{24} * settings.retention_days
      ) {}

Engine::~Engine() {
    stop();
}

Result<std::unique_ptr<Engine>> Engine::open(const Settings& settings, DataFolder& folder) {
    {
        db::sqlite::Store store(folder.database());
        const std::array rooms{queue::sql::migrations(), load::sqlite::migrations()};
        const auto migrated = db::sqlite::migrate(store, rooms);
        if (!migrated) return std::unexpected(migrated.error());
    }
    std::unique_ptr<Engine> engine(new Engine(settings, folder));
    if (const auto taken = engine->queue_.take_back_all(); taken > 0) {
        log::warning("app", std::to_string(taken) + " jobs of a process that died go on");
    }
    return engine;
}

void Engine::start(std::uint32_t workers) {
    leases_.emplace(queue_, bus_, clock_, leases_of(settings_));
    sweeper_.emplace(work::Keeper::Settings{"sweep", sweep_interval}, [this] {
        housekeeping_.sweep();
    });
    retirer_.emplace(work::Keeper::Settings{"retire", retire_interval}, [this] {
        housekeeping_.retire();
    });
    const work::WorkerParts parts{queue_, ledger_, upload_, *leases_, clock_};
    pool_.emplace(parts, bus_, work::Pool::Settings{.workers = workers});
}

void Engine::stop() {
    pool_.reset();
    retirer_.reset();
    sweeper_.reset();
    leases_.reset();
}

std::uint64_t Engine::discard(const queue::Job& job) {
    const auto freed = housekeeping_.discard(job);
    if (retirer_) retirer_->wake();
    return freed;
}

std::vector<std::string> Engine::failing_stores() {
    std::vector<std::string> failing;
    if (!store_.answers()) failing.emplace_back("database");
    if (::access((folder_ + "/uploads").c_str(), R_OK | W_OK | X_OK) != 0) {
        failing.emplace_back("files");
    }
    return failing;
}

}  // namespace rollcall::app
