// The stores of many machines: jobs, members and the ledger in PostgreSQL, files where FILE_STORE
// says.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "access/sql/sql.hpp"
#include "app/bull_side.hpp"
#include "app/file_store.hpp"
#include "app/stores.hpp"
#include "base/ids.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/store.hpp"
#include "event/bus.hpp"
#include "event/postgres/postgres.hpp"
#include "load/postgres/postgres.hpp"
#include "load/sql/sql_erasure.hpp"
#include "load/sql/sql_geography.hpp"
#include "queue/sql/sql.hpp"
#include "spool/scratch.hpp"
#include "work/attempt.hpp"

namespace rollcall::app {

class PostgresStores final : public Stores {
public:
    // Refuses with wrong_state a database whose tables are missing, older or newer than this
    // program's (it is migrated only when somebody asks for it, since other nodes may still run the
    // old program), a mapped table of members that does not fit (each finding a line), and a file
    // store that is not the one of the other nodes. Throws Failure when they are out of reach.
    static Result<std::unique_ptr<Stores>> open(const Settings& settings, const StorePlace& place);

    // Brings the tables up to date, never that of an organisation's own. Refuses with wrong_state
    // those of a newer program.
    static Result<void> migrate(const Settings& settings);

    // As PostgresStores::open; changes nothing.
    static Result<void> check_version(db::postgres::Store& store);

    queue::Queue& queue() override;
    queue::RemovedJobs& removed_jobs() override { return removed_jobs_; }
    load::Loader& loader() override { return loader_; }
    load::Ledger& ledger() override { return ledger_; }
    load::GeographyStore& geography() override { return geography_; }
    load::Erasure& erasure() override { return erasure_; }
    spool::Spool& spool() override { return files_->spool(); }
    spool::Shelf& shelf() override { return files_->shelf(); }
    access::Users& users() override { return users_; }
    access::Audit& audit() override { return audit_; }
    load::MemberCounts count_members(const JobId& job) override;

    work::TimeLimit time_limit(const JobId& job) override { return time_limit_of(bull_, job); }
    std::vector<std::string> failing() override;
    std::vector<std::string> degraded() override { return degraded_of(bull_); }
    std::string name() const override { return name_; }
    std::string place_of(std::string_view document) const override;
    void begin() override;
    void lead(std::string_view task, const Leading& use) override;

private:
    PostgresStores(const Settings& settings, const StorePlace& place);

    const std::string name_;
    const std::optional<load::postgres::Mapping> mapping_;
    db::postgres::Store store_;
    db::postgres::PostgresDatabase sql_;
    spool::Scratch scratch_;
    queue::sql::SqlQueue queue_;
    queue::sql::SqlRemovedJobs removed_jobs_;
    access::sql::SqlAudit audit_;
    access::sql::SqlUsers users_;
    load::sql::SqlGeography geography_;
    load::sql::SqlErasure erasure_;
    load::postgres::PostgresLoader loader_;
    load::postgres::PostgresLedger ledger_;
    std::unique_ptr<FileStore> files_;
    std::optional<BullSide> bull_;
    event::postgres::Bridge bridge_;
    // Of the bridge; they end before it.
    std::jthread sender_;
    std::jthread listener_;
};

// The server and database of a URL, for people: nothing that lets anybody in.
std::string database_name(const std::string& url);

}  // namespace rollcall::app
