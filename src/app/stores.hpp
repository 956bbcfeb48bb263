// What an engine keeps jobs, members and files in, whichever databases that are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.hpp"
#include "access/users.hpp"
#include "app/settings.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "load/erasure.hpp"
#include "load/geography_store.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "load/member_counts.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "spool/spool.hpp"
#include "work/attempt.hpp"

namespace rollcall::app {

// Safe from any thread.
class Stores {
public:
    Stores() = default;
    Stores(const Stores&) = delete;
    Stores& operator=(const Stores&) = delete;
    virtual ~Stores() = default;

    virtual queue::Queue& queue() = 0;
    virtual queue::RemovedJobs& removed_jobs() = 0;
    virtual load::Loader& loader() = 0;
    virtual load::Ledger& ledger() = 0;
    virtual load::GeographyStore& geography() = 0;
    virtual load::Erasure& erasure() = 0;
    virtual spool::Spool& spool() = 0;
    virtual spool::Shelf& shelf() = 0;
    virtual access::Users& users() = 0;
    virtual access::Audit& audit() = 0;
    // Asked of the members themselves, whatever the ledger says.
    virtual load::MemberCounts count_members(const JobId& job) = 0;

    // How long a run of a job may take, where who added it said so; nothing: any time.
    virtual work::TimeLimit time_limit(const JobId& job) = 0;

    // Those that do not answer now, as people know them: "database", "files".
    virtual std::vector<std::string> failing() = 0;
    // And those that do not answer, but without which everything goes on: "redis".
    virtual std::vector<std::string> degraded() = 0;
    // Where they are, for people; no password.
    virtual std::string name() const = 0;
    // Where a document of the shelf can be had.
    virtual std::string place_of(std::string_view document) const = 0;

    // Once, before jobs are run or followed: takes up what a process that died left behind, and
    // hears from here on what happens on other nodes.
    virtual void begin() = 0;

    // Runs `use`, unless it is being run in another process at this moment.
    void alone(std::string_view task, const std::function<void()>& use) {
        lead(task, [&](const std::function<void()>&) { use(); });
    }
    // The same for what goes on for long: `use` calls `check` from time to time, which throws
    // Failure when another process may have begun meanwhile.
    using Leading = std::function<void(const std::function<void()>& check)>;
    virtual void lead(std::string_view task, const Leading& use) = 0;
};

// What stores are opened with. The bus outlives them.
struct StorePlace {
    std::string folder;  // this process's own
    event::Bus& bus;
};

// Refuses with wrong_state stores of another version than this program's.
Result<std::unique_ptr<Stores>> open_stores(const Settings& settings, const StorePlace& place);

// Brings their tables up to date; their name. Refuses with wrong_state those of a newer program.
Result<std::string> migrate_stores(const Settings& settings, const std::string& folder);

}  // namespace rollcall::app
