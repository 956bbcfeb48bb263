// The engine: everything that runs jobs, put together over one owned data folder.
//
// Members stand in start order, so that they end in reverse: the door closes before the workers
// stop, the workers before the store.
#pragma once

#include <memory>
#include <optional>

#include "app/data_folder.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/store.hpp"
#include "event/bus.hpp"
#include "load/sqlite/sqlite.hpp"
#include "queue/sql/sql.hpp"
#include "spool/folder/folder.hpp"
#include "work/work.hpp"

namespace rollcall::app {

class Engine {
public:
    // Opens the store, brings its tables up to date, takes the predecessor's leases back. No worker
    // runs yet. Refuses with wrong_state a store that is newer than this program.
    static Result<std::unique_ptr<Engine>> open(const Settings& settings, DataFolder& folder);

    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine();

    // Lets `workers` threads claim jobs, and starts the sweeps.
    void start(std::uint32_t workers);
    // Stops claiming and gives the leases back; waits for the chunks in flight.
    void stop();

    const SystemClock& clock() const { return clock_; }
    event::Bus& bus() { return bus_; }
    queue::Queue& queue() { return queue_; }
    load::Ledger& ledger() { return ledger_; }
    spool::Spool& spool() { return spool_; }
    work::Documents& documents() { return documents_; }
    // Removes what a job that is no longer in the queue left; the bytes freed at once. Its upload
    // goes soon after.
    std::uint64_t discard(const queue::Job& job);
    // The stores that do not answer now, by name; empty: all do.
    std::vector<std::string> failing_stores();

private:
    Engine(const Settings& settings, DataFolder& folder);

    const Settings settings_;
    const std::string folder_;
    const SystemClock clock_;
    event::Bus bus_;
    db::sqlite::Store store_;
    db::sqlite::SqliteDatabase database_;
    queue::sql::SqlQueue queue_;
    load::sqlite::SqliteGeography geography_;
    load::sqlite::SqliteLoader loader_;
    load::sqlite::SqliteLedger ledger_;
    spool::folder::FolderSpool spool_;
    spool::folder::FolderShelf shelf_;
    work::Documents documents_;
    work::Upload upload_;
    work::Housekeeping housekeeping_;
    std::optional<work::LeaseKeeper> leases_;
    std::optional<work::Pool> pool_;
    std::optional<work::Keeper> sweeper_;
    std::optional<work::Keeper> retirer_;
};

}  // namespace rollcall::app
