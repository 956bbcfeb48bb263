// What every store of users and of the audit must keep to: a world each, empty at first.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "access/audit.hpp"
#include "access/sql/sql_audit.hpp"
#include "access/users.hpp"
#include "base/manual_clock.hpp"
#include "db/database.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::tests {

class AccessStores {
public:
    AccessStores() = default;
    AccessStores(const AccessStores&) = delete;
    AccessStores& operator=(const AccessStores&) = delete;
    virtual ~AccessStores() = default;

    virtual db::Database& database() = 0;
    // Plain SQL, past the program.
    virtual void execute(const std::string& sql) = 0;

    ManualClock clock;
};

// "Sqlite", or "Postgres", where there is one.
std::unique_ptr<AccessStores> make_access_stores(std::string_view name);

// Over either of these, or "Memory": users alone, in the test's own memory.
class AccessContract : public testing::TestWithParam<std::string_view> {
protected:
    void SetUp() override;

    access::Users& users() { return *users_; }
    access::Audit& audit() { return *audit_; }
    std::unique_ptr<access::sql::SqlAudit> audit_with(const std::string& key);
    queue::sql::SqlQueue& queue() { return *queue_; }
    ManualClock& clock() { return stores_->clock; }
    void execute(const std::string& sql) { stores_->execute(sql); }

private:
    std::unique_ptr<AccessStores> stores_;
    std::unique_ptr<access::Users> users_;
    std::unique_ptr<access::Audit> audit_;
    std::unique_ptr<queue::sql::SqlQueue> queue_;
};

}  // namespace rollcall::tests
