// JSON Web Tokens (RFC 7519), signed with HS256 (RFC 7515, 7518). One algorithm, one key; `none`,
// other algorithms and keys inside a token are refused.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::access {

struct TokenRules {
    std::string secret;    // HS256; at least 32 bytes
    std::string issuer;    // empty: not checked
    std::string audience;  // empty: not checked
    std::chrono::seconds leeway{60};
};

// Who the token speaks for. Refuses with authentication_error (malformed, wrong signature, expired,
// not yet valid) and authorization_error (a role that may not use this server, a role without its
// area).
Result<Principal> verify_token(std::string_view token, const TokenRules& rules, Instant now);

// A token for `rollcall token` and tests; `sub` is the user's id, or the e-mail where there is
// none.
std::string
issue_token(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl);

}  // namespace rollcall::access
