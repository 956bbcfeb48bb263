// Users and their sessions over a database's tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "access/users.hpp"
#include "base/result.hpp"
#include "db/database.hpp"

namespace rollcall::access::sql {

// Time is the database's.
class SqlUsers final : public Users {
public:
    // The database outlives it.
    explicit SqlUsers(db::Database& database) : database_(database) {}

    Result<void> add(const User& user, std::string_view password_hash) override;
    std::optional<KnownUser> find(std::string_view email) override;
    std::vector<User> list() override;

    Result<void> set_password(std::string_view email, std::string_view hash) override;
    Result<void> set_disabled(std::string_view email, bool disabled) override;
    Result<void> set_office(std::string_view email, const Office& office) override;

    void open(const User& user, const Session& session) override;
    Result<Refreshed> refresh(
        std::string_view session,
        std::string_view shown_hash,
        std::string_view next_hash
    ) override;
    void end(std::string_view session) override;

    std::int64_t version() override;
    People everybody() override;

private:
    db::Database& database_;
};

}  // namespace rollcall::access::sql
