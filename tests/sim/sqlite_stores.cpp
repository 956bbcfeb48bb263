#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "event/bus.hpp"
#include "load/ledger.hpp"
#include "load/loader.hpp"
#include "load/sql/close_fence.hpp"
#include "load/sqlite/sqlite.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "queue/sql/sql.hpp"
#include "tests/sim/member_model.hpp"
#include "tests/sim/stores.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::sim {
namespace {

class SqliteStores final : public Stores {
public:
    explicit SqliteStores(const Clock& clock)
        : store_(folder_ / "rollcall.db"), database_(store_, clock) {
        store_.alone([](auto& connection) { connection.execute("PRAGMA synchronous=OFF"); });
        const std::array rooms{queue::sql::migrations(), load::sqlite::migrations()};
        ROLLCALL_ASSERT(db::sqlite::migrate(store_, rooms));
    }

    std::unique_ptr<queue::Queue> open_queue(event::Bus& bus) override {
        return std::make_unique<queue::sql::SqlQueue>(
            database_, queue::QueueLimits{}, queue::RetryPolicy{}, &bus, load::sql::close_fence
        );
    }
    std::unique_ptr<queue::RemovedJobs> open_removed_jobs() override {
        return std::make_unique<queue::sql::SqlRemovedJobs>(database_);
    }
    std::unique_ptr<load::Loader> open_loader() override {
        return std::make_unique<load::sqlite::SqliteLoader>(store_);
    }
    std::unique_ptr<load::Ledger> open_ledger() override {
        return std::make_unique<load::sqlite::SqliteLedger>(store_);
    }

    KnownMembers members() override {
        return store_.read([](auto& connection) {
            auto rows =
                connection.prepare("SELECT id_number, firstname, surname, ward_code FROM members");
            KnownMembers members;
            while (rows.step()) {
                members[std::string(rows.text(0))] = {
                    .firstname = std::string(rows.text(1)),
                    .surname = std::string(rows.text(2)),
                    .ward = std::string(rows.text(3))};
            }
            return members;
        });
    }
    std::vector<AuditRow> audit() override {
        return store_.read([](auto& connection) {
            auto rows = connection.prepare("SELECT action, job_id FROM audit ORDER BY number");
            std::vector<AuditRow> audit;
            while (rows.step())
                audit.push_back({std::string(rows.text(0)), std::string(rows.text(1))});
            return audit;
        });
    }
    std::string damage() override {
        return store_.read([](auto& connection) {
            auto check = connection.prepare("PRAGMA integrity_check");
            std::string damage;
            while (check.step()) {
                if (check.text(0) != "ok") damage += check.text(0);
            }
            return damage;
        });
    }

private:
    tests::TemporaryFolder folder_;
    db::sqlite::Store store_;
    db::sqlite::SqliteDatabase database_;
};

}  // namespace

StoresMaker sqlite_stores() {
    return {.name = "Sqlite", .make = [](const Clock& clock) -> std::unique_ptr<Stores> {
                return std::make_unique<SqliteStores>(clock);
            }};
}

}  // namespace rollcall::sim
