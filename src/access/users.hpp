// An installation's own users, for those without an identity provider, and their sessions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.hpp"
#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// What a user may do, and where: codes as a Principal has them.
struct Office {
    Role role = Role::municipality_admin;
    std::string province_code = {};
    std::string municipality_code = {};
    bool operator==(const Office&) const = default;
};

// Refuses with validation_error a role without its codes, and codes that are not the role's.
Result<void> judge_office(const Office& office);

// "province_admin GP", as the audit has it.
std::string text_of(const Office& office);

struct User {
    std::string email;  // as it is looked up: in small letters
    Office office;
    std::int64_t epoch = 1;  // tokens of another one are not taken
    bool disabled = false;
    Instant created_at{};
};

struct KnownUser {
    User user;
    std::string password_hash;
};

// From a sign-in until its end; refreshed by a secret of which only the hash is kept.
struct Session {
    std::string id;
    std::string refresh_hash;
    Instant expires_at{};
};

// Of whom a refresh is asked for, and by what.
struct RefreshOrder {
    std::string_view session;
    std::string_view shown_hash;
    std::string_view next_hash;
    std::string_view origin;  // the address that it comes from
};

// What a refresh gives.
struct Refreshed {
    User user;
    std::int64_t number = 0;  // of the session's tokens, from 2
    Instant expires_at{};     // of the session
};

// The deed of changing somebody's office, with what it was and what it is before its details.
Deed change_of(const std::optional<KnownUser>& was, const Office& now, Deed deed);

// Everything that decides whether a token is still good.
struct People {
    std::int64_t version = 0;
    std::vector<User> users;
    // That were ended, until their last token has ended, too.
    std::vector<std::string> ended_sessions = {};
};

// Safe from any thread; throws Failure when the store does not answer. A change, a session's
// begin or its end, and the audit's entry of that deed are one transaction: what was not recorded
// did not happen. What is refused leaves none.
class Users {
public:
    Users() = default;
    Users(const Users&) = delete;
    Users& operator=(const Users&) = delete;
    virtual ~Users() = default;

    // Refuses with conflict an address that is there already.
    virtual Result<void>
    add(const User& user, std::string_view password_hash, const Deed& deed) = 0;
    virtual std::optional<KnownUser> find(std::string_view email) = 0;
    // By address.
    virtual std::vector<User> list() = 0;

    // Each ends all of the user's sessions and tokens. Refuses with not_found.
    virtual Result<void>
    set_password(std::string_view email, std::string_view hash, const Deed& deed) = 0;
    virtual Result<void> set_disabled(std::string_view email, bool disabled, const Deed& deed) = 0;
    // Holds for tokens that are there already; what the office was and what it is stands before the
    // deed's details. Refuses with not_found.
    virtual Result<void>
    set_office(std::string_view email, const Office& office, const Deed& deed) = 0;

    // Needs: a user of that epoch.
    virtual void open(const User& user, const Session& session, const Deed& deed) = 0;
    // Gives the session its next secret, in place of the one that is shown. Refuses with
    // authentication_error a session that ran out or ended, and whose user was changed; and ends
    // one whose secret was used before: somebody else has it, and the audit says so
    // (`session_stolen`).
    virtual Result<Refreshed> refresh(const RefreshOrder& order) = 0;
    // Nothing is recorded of one that has ended already, or that there is not.
    virtual void end(std::string_view session, const Deed& deed) = 0;

    // Grows with every change of users, and with every session that ends.
    virtual std::int64_t version() = 0;
    virtual People everybody() = 0;
};

}  // namespace rollcall::access
