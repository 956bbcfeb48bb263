// Users and their sessions over a database's tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "access/sql/sql_audit.hpp"
#include "access/users.hpp"
#include "base/result.hpp"
#include "db/database.hpp"

namespace rollcall::access::sql {

// Time is the database's.
class SqlUsers final : public Users {
public:
    // Both outlive it; the audit is over the same database.
    SqlUsers(db::Database& database, const SqlAudit& audit) : database_(database), audit_(audit) {}

    Result<void> add(const User& user, std::string_view password_hash, const Deed& deed) override;
    std::optional<KnownUser> find(std::string_view email) override;
    std::vector<User> list() override;

    Result<void> set_password(std::string_view email, std::string_view hash, const Deed& deed)
        override;
    Result<void> set_disabled(std::string_view email, bool disabled, const Deed& deed) override;
    Result<void> set_office(std::string_view email, const Office& office, const Deed& deed)
        override;

    void open(const User& user, const Session& session, const Deed& deed) override;
    Result<Refreshed> refresh(const RefreshOrder& order) override;
    void end(std::string_view session, const Deed& deed) override;

    std::int64_t version() override;
    People everybody() override;

private:
    // Records the deed of a statement with RETURNING, where that changed a user.
    Result<void> changed(db::Session& session, db::Query& change, const Deed& deed) const;

    db::Database& database_;
    const SqlAudit& audit_;
};

}  // namespace rollcall::access::sql
