// Signing in, staying signed in, signing out: for an installation's own users.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "access/audit.hpp"
#include "access/passwords.hpp"
#include "access/principal.hpp"
#include "access/throttle.hpp"
#include "access/token.hpp"
#include "access/users.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// What somebody holds who signed in.
struct Pass {
    std::string token;    // short-lived, for the API
    std::string refresh;  // for the next one; each can be used once
    std::chrono::seconds expires_in{};
    User user;
};

struct Credentials {
    std::string email;
    std::string password;
    std::string origin;  // the address that it comes from
};

// Safe from any thread; blocks and throws Failure as users and audit do.
class Logins {
public:
    // All of it outlives this.
    struct Parts {
        Users& users;
        Audit& audit;
        const Passwords& passwords;
        const TokenRules& rules;
        const Clock& clock;
    };
    struct Limits {
        // A person forgets; a program that guesses needs thousands.
        Throttle::Rule by_user{.burst = 10, .each = std::chrono::seconds{20}};
        // Many people may sit behind one address.
        Throttle::Rule by_address{.burst = 30, .each = std::chrono::seconds{2}};
    };
    explicit Logins(const Parts& parts) : Logins(parts, Limits{}) {}
    Logins(const Parts& parts, const Limits& limits);

    // Refuses with authentication_error, in the same words and after the same work whether the user
    // is unknown or disabled or the password is wrong; with rate_limit_exceeded who tries too
    // often, of which the audit has the first within a minute (`login_throttled`); and with
    // unavailable where no tokens are made.
    Result<Pass> sign_in(const Credentials& credentials);

    // Refuses as Users::refresh.
    Result<Pass> refresh(std::string_view refresh, const std::string& origin);

    // Ends the session. Refuses with wrong_state somebody who did not sign in here.
    Result<void> sign_out(const Principal& who, const std::string& origin);

    static constexpr std::chrono::minutes token_life{15};
    // A working day: who comes back tomorrow signs in again.
    static constexpr std::chrono::hours session_life{12};

private:
    // What a session's next pass is made of.
    struct Next {
        const User& user;
        SignedIn signed_in;
        std::string secret;
        Instant session_ends;
    };
    Pass pass_for(Next next) const;
    std::optional<KnownUser> find(const std::string& email);
    // The refusal of an attempt too many; recorded where it is news.
    std::unexpected<Error>
    throttled(bool is_news, const std::string& email, const std::string& origin);
    const Parts parts_;
    Throttle by_user_;
    Throttle by_address_;
};

}  // namespace rollcall::access
