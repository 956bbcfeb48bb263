// What a token says of its bearer, after its signature was found right.
#pragma once

#include <string>
#include <string_view>

#include "access/token.hpp"

namespace rollcall::access {

// The longest `sub`, `email` or code that is taken.
inline constexpr std::size_t claim_bytes_max = 255;

// Judges the payload (JSON) of a token: times, issuer, audience, person, role and area. Refuses as
// verify_token does.
Result<Principal> judge_claims(std::string_view payload, const TokenRules& rules, Instant now);

// The payload that `judge_claims` reads.
std::string
write_claims(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl);

}  // namespace rollcall::access
