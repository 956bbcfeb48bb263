// The care of users from the command line: by the stores themselves, or through the server that
// owns them.
#pragma once

#include <memory>
#include <string>

#include <boost/json/array.hpp>

#include "access/accounts.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

class UserDesk {
public:
    UserDesk() = default;
    UserDesk(const UserDesk&) = delete;
    UserDesk& operator=(const UserDesk&) = delete;
    virtual ~UserDesk() = default;

    virtual Result<void> add(const access::Accounts::Account& account) = 0;
    virtual Result<void> set_password(const std::string& email, const std::string& password) = 0;
    virtual Result<void> set_office(const std::string& email, const access::Office& office) = 0;
    virtual Result<void> set_disabled(const std::string& email, bool disabled) = 0;
    // As GET /api/v1/auth/users has them.
    virtual Result<boost::json::array> list() = 0;
};

// Refuses as the stores and the data folder do.
Result<std::unique_ptr<UserDesk>> open_user_desk(const Settings& settings);

}  // namespace rollcall::app
