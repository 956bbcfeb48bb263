// The care of an installation's own users: who there is, what they may do, and that it is recorded.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/passwords.hpp"
#include "access/users.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// Who takes care of them, and where from.
struct Carer {
    std::string id;
    std::string origin = {};  // empty: the command line
    std::string email = {};   // empty: none beside the id
};

// Safe from any thread; blocks and throws Failure as Users do. Addresses may be given in
// any case. Each refuses with validation_error what cannot be, and as Users.
class Accounts {
public:
    // All of it outlives this; `changed` is called after each change.
    struct Parts {
        Users& users;
        const Passwords& passwords;
        std::function<void()> changed;
    };
    explicit Accounts(Parts parts) : parts_(std::move(parts)) {}

    struct Account {
        std::string email;
        Office office;
        std::string password;
    };
    Result<void> add(const Account& account, const Carer& by);
    Result<void> set_password(std::string_view email, std::string_view password, const Carer& by);
    Result<void> set_disabled(std::string_view email, bool disabled, const Carer& by);
    Result<void> set_office(std::string_view email, const Office& office, const Carer& by);
    std::vector<User> list() { return parts_.users.list(); }

private:
    // Says of a change that went well that there is one.
    Result<void> done(Result<void> change);

    const Parts parts_;
};

}  // namespace rollcall::access
