// The stores of a single machine: SQLite and files in a folder that one process owns.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/sql/sql.hpp"
#include "app/bull_side.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/store.hpp"
#include "load/sql/sql_erasure.hpp"
#include "load/sql/sql_geography.hpp"
#include "load/sqlite/sqlite.hpp"
#include "queue/sql/sql.hpp"
#include "spool/folder/folder.hpp"
#include "work/attempt.hpp"

namespace rollcall::app {

class EmbeddedStores final : public Stores {
public:
    // Brings the tables up to date. Needs: this process owns the folder. Refuses with wrong_state a
    // database that is newer than this program.
    static Result<std::unique_ptr<Stores>> open(const Settings& settings, const StorePlace& place);

    // Where the database of a data folder lies.
    static std::string database_in(const std::string& folder);

    queue::Queue& queue() override;
    queue::RemovedJobs& removed_jobs() override { return removed_jobs_; }
    load::Loader& loader() override { return loader_; }
    load::Ledger& ledger() override { return ledger_; }
    load::GeographyStore& geography() override { return geography_; }
    load::Erasure& erasure() override { return erasure_; }
    spool::Spool& spool() override { return spool_; }
    spool::Shelf& shelf() override { return shelf_; }
    access::Users& users() override { return users_; }
    access::Audit& audit() override { return audit_; }
    load::MemberCounts count_members(const JobId& job) override;

    work::TimeLimit time_limit(const JobId& job) override { return time_limit_of(bull_, job); }
    std::vector<std::string> failing() override;
    std::vector<std::string> degraded() override { return degraded_of(bull_); }
    std::string name() const override { return database_; }
    std::string place_of(std::string_view document) const override;
    void begin() override;
    // Nobody else opens the folder.
    void lead(std::string_view, const Leading& use) override {
        use([] {});
    }

private:
    EmbeddedStores(const Settings& settings, const StorePlace& place);

    const std::string folder_;
    const std::string database_;
    const SystemClock clock_;
    db::sqlite::Store store_;
    db::sqlite::SqliteDatabase sql_;
    queue::sql::SqlQueue queue_;
    queue::sql::SqlRemovedJobs removed_jobs_;
    access::sql::SqlAudit audit_;
    access::sql::SqlUsers users_;
    load::sql::SqlGeography geography_;
    load::sql::SqlErasure erasure_;
    load::sqlite::SqliteLoader loader_;
    load::sqlite::SqliteLedger ledger_;
    spool::folder::FolderSpool spool_;
    spool::folder::FolderShelf shelf_;
    std::optional<BullSide> bull_;
};

}  // namespace rollcall::app
