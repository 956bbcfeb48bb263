// JSON Web Tokens (RFC 7519): verified with HS256, RS256, ES256 or EdDSA (RFC 7515, 7518, 8037),
// made with HS256. `none`, other algorithms and keys inside a token are refused.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "access/key_set.hpp"
#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::access {

struct TokenRules {
    std::string secret;    // of HS256, at least 32 bytes; empty: tokens are made elsewhere alone
    std::string issuer;    // empty: not checked
    std::string audience;  // empty: not checked
    std::chrono::seconds leeway{60};
};

// The key of the rules' secret, where there is one.
KeySet keys_of(const TokenRules& rules);

// Who the token speaks for. Refuses with authentication_error (malformed, wrong signature, expired,
// not yet valid) and authorization_error (a role that may not use this server, a role without its
// area). Whether somebody who signed in here may still come is for Standing to say.
Result<Principal>
verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules, Instant now);

// A token of this installation, as keys_of verifies it; `sub` is the user's id, or the e-mail where
// there is none. Needs: the rules have a secret.
std::string
issue_token(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl);

}  // namespace rollcall::access
