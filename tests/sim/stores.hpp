// The stores that a storm goes over. A storm knows their contracts only: another database takes
// part once it has a maker here (and takes its time from the clock it is given).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "event/bus.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "tests/sim/member_model.hpp"

namespace rollcall::sim {

struct AuditRow {
    std::string action;
    std::string job;
};

// Lives as long as the storm; what it opens belongs to one process each.
class Stores {
public:
    Stores() = default;
    Stores(const Stores&) = delete;
    Stores& operator=(const Stores&) = delete;
    virtual ~Stores() = default;

    virtual std::unique_ptr<queue::Queue> open_queue(event::Bus& bus) = 0;
    virtual std::unique_ptr<queue::RemovedJobs> open_removed_jobs() = 0;
    virtual std::unique_ptr<load::Loader> open_loader() = 0;
    virtual std::unique_ptr<load::Ledger> open_ledger() = 0;

    // For the checker.
    virtual KnownMembers members() = 0;
    virtual std::vector<AuditRow> audit() = 0;
    // What the database says of its own soundness; empty: nothing is wrong.
    virtual std::string damage() = 0;
};

struct StoresMaker {
    std::string name;
    // The clock is the database's.
    std::function<std::unique_ptr<Stores>(const Clock& clock)> make;
};

StoresMaker sqlite_stores();

}  // namespace rollcall::sim
