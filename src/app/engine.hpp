// The engine: everything that runs jobs, put together over stores that it does not know.
//
// Members stand in start order, so that they end in reverse: the door closes before the workers
// stop, the workers before the stores.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "work/work.hpp"

namespace rollcall::app {

// How files are read; what readers spill goes into `scratch`.
work::ReaderSettings readers_of(const Settings& settings, const std::string& scratch);

class Engine {
public:
    // Opens the stores that the settings name. `folder` is this process's own. No worker runs yet.
    // Refuses as `open_stores`.
    static Result<std::unique_ptr<Engine>>
    open(const Settings& settings, const std::string& folder);

    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine();

    // Lets `workers` threads claim jobs, and starts the sweeps.
    void start(std::uint32_t workers);
    // Stops claiming and gives the leases back; waits for the chunks in flight.
    void stop();

    const SystemClock& clock() const { return clock_; }
    event::Bus& bus() { return *bus_; }
    Stores& stores() { return *stores_; }
    queue::Queue& queue() { return stores_->queue(); }
    load::Ledger& ledger() { return stores_->ledger(); }
    spool::Spool& spool() { return stores_->spool(); }
    work::Documents& documents() { return documents_; }
    // Removes what a job that is no longer in the queue left; the bytes freed at once. Its upload
    // goes soon after.
    std::uint64_t discard(const JobId& job);
    // The same for every removed job of which something may be left.
    std::uint64_t discard_removed() { return housekeeping_.discard_removed(); }

private:
    Engine(
        const Settings& settings,
        std::unique_ptr<event::Bus> bus,
        std::unique_ptr<Stores> stores
    );

    const Settings settings_;
    const SystemClock clock_;
    std::unique_ptr<event::Bus> bus_;
    std::unique_ptr<Stores> stores_;
    work::Documents documents_;
    work::Upload upload_;
    work::Housekeeping housekeeping_;
    std::optional<work::LeaseKeeper> leases_;
    std::optional<work::Pool> pool_;
    std::optional<work::Keeper> sweeper_;
    std::optional<work::Keeper> retirer_;
};

}  // namespace rollcall::app
