#include "app/engine.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <utility>

#include "app/node.hpp"
#include "app/redis_check.hpp"
#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "work/keeper.hpp"
#include "work/lease_keeper.hpp"
#include "work/pool.hpp"
#include "work/rows.hpp"
#include "work/worker.hpp"

namespace rollcall::app {
namespace {

constexpr std::chrono::milliseconds lease_max{15'000};
constexpr std::chrono::milliseconds sweep_interval{1'000};
constexpr std::chrono::milliseconds retire_interval{3'600'000};

work::LeaseSettings leases_of(const Settings& settings) {
    work::LeaseSettings leases;
    leases.lease = std::min(lease_max, std::chrono::milliseconds{settings.lock_duration_ms});
    leases.idle_max = std::chrono::milliseconds{settings.job_timeout_ms};
    return leases;
}

}  // namespace

work::ReaderSettings readers_of(const Settings& settings, const std::string& scratch) {
    work::ReaderSettings reader;
    reader.limits = settings.reader;
    reader.scratch = scratch;
    reader.sandbox = settings.sandbox;
    return reader;
}

Engine::Engine(
    const Settings& settings,
    std::unique_ptr<event::Bus> bus,
    std::unique_ptr<Stores> stores
)
    : settings_(settings),
      bus_(std::move(bus)),
      stores_(std::move(stores)),
      documents_(
          {stores_->queue(), stores_->spool(), stores_->shelf(), stores_->ledger(), clock_},
          {readers_of(settings, stores_->shelf().scratch()), settings.time_zone}
      ),
      upload_(
          {stores_->queue(),
           stores_->spool(),
           stores_->loader(),
           documents_,
           clock_,
           &stores_->geography()},
          {readers_of(settings, stores_->shelf().scratch()),
           settings.time_zone,
           settings.store_extra_columns}
      ),
      housekeeping_(
          {stores_->queue(),
           stores_->removed_jobs(),
           stores_->ledger(),
           stores_->spool(),
           documents_,
           clock_},
          std::chrono::hours{24} * settings.retention_days
      ) {}

Engine::~Engine() {
    stop();
}

Result<std::unique_ptr<Engine>> Engine::open(const Settings& settings, const std::string& folder) {
    if (settings.has_redis()) {
        if (const auto fit = check_redis(settings); !fit) return std::unexpected(fit.error());
    }
    auto bus = std::make_unique<event::Bus>();
    auto stores = open_stores(settings, {folder, *bus});
    if (!stores) return std::unexpected(stores.error());
    return std::unique_ptr<Engine>(new Engine(settings, std::move(bus), *std::move(stores)));
}

void Engine::start(std::uint32_t workers) {
    stores_->begin();
    leases_.emplace(queue(), *bus_, clock_, leases_of(settings_));
    sweeper_.emplace(work::Keeper::Settings{"sweep", sweep_interval}, [this] {
        housekeeping_.sweep();
    });
    retirer_.emplace(work::Keeper::Settings{"retire", retire_interval}, [this] {
        stores_->alone("retire", [this] { housekeeping_.retire(); });
    });
    const work::WorkerParts parts{
        .queue = queue(),
        .ledger = ledger(),
        .upload = upload_,
        .leases = *leases_,
        .clock = clock_,
        .time_limit = [this](const JobId& job) { return stores_->time_limit(job); }};
    pool_.emplace(parts, *bus_, work::Pool::Settings{.workers = workers, .name = node_name()});
}

void Engine::stop() {
    pool_.reset();
    retirer_.reset();
    sweeper_.reset();
    leases_.reset();
}

std::uint64_t Engine::discard(const JobId& job) {
    const auto freed = housekeeping_.discard(job);
    if (retirer_) retirer_->wake();
    return freed;
}

}  // namespace rollcall::app
