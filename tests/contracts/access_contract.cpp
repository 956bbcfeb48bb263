#include "tests/contracts/access_contract.hpp"

#include <array>

#include "access/sql/sql.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "tests/support/memory_access.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {
namespace {

class SqliteStores final : public AccessStores {
public:
    SqliteStores() {
        const std::array rooms{queue::sql::migrations(), access::sql::migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }
    void execute(const std::string& sql) override {
        store_.alone([&](auto& connection) { connection.execute(sql); });
    }

private:
    TemporaryFolder folder_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    db::sqlite::SqliteDatabase database_{store_, clock};
};

class PostgresStores final : public AccessStores {
public:
    PostgresStores() {
        const std::array rooms{
            queue::sql::postgres_migrations(), access::sql::postgres_migrations()};
        EXPECT_TRUE(db::postgres::migrate(store_, rooms));
    }
    db::Database& database() override { return database_; }
    void execute(const std::string& sql) override { store_.borrow()->execute(sql); }

private:
    PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
    db::postgres::PostgresDatabase database_{store_, &clock};
};

}  // namespace

std::unique_ptr<AccessStores> make_access_stores(std::string_view name) {
    if (name == "Postgres") return std::make_unique<PostgresStores>();
    return std::make_unique<SqliteStores>();
}

void AccessContract::SetUp() {
    if (GetParam() == "Postgres" && !has_postgres()) GTEST_SKIP() << no_postgres;
    stores_ = make_access_stores(GetParam());
    if (GetParam() == "Memory") {
        audit_ = std::make_unique<MemoryAudit>(stores_->clock);
        users_ = std::make_unique<MemoryUsers>(stores_->clock, *audit_);
        return;
    }
    auto audit = audit_with("a key");
    users_ = std::make_unique<access::sql::SqlUsers>(stores_->database(), *audit);
    audit_ = std::move(audit);
    queue_ = std::make_unique<queue::sql::SqlQueue>(
        stores_->database(), queue::QueueLimits{}, queue::RetryPolicy{}
    );
}

std::unique_ptr<access::sql::SqlAudit> AccessContract::audit_with(const std::string& key) {
    return std::make_unique<access::sql::SqlAudit>(stores_->database(), key);
}

}  // namespace rollcall::tests
