#include "access/token.hpp"

#include <array>
#include <cstddef>
#include <optional>

#include <boost/json/object.hpp>

#include "access/base64url.hpp"
#include "access/claims.hpp"
#include "access/strict_json.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace rollcall::access {
namespace {

constexpr std::size_t token_bytes_max = std::size_t{8} * 1024;
constexpr std::size_t secret_bytes_min = 32;
constexpr JsonLimits header_limits{.bytes = 1024, .depth = 4};

// Keys inside or behind the token, changed meanings (RFC 7797) and encryption: none is trusted.
constexpr std::array<std::string_view, 10>
    forbidden{"crit", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "zip", "enc"};

struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signed_text;  // header and payload with their dot
};

std::optional<Parts> split(std::string_view token) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Parts{
        .header = token.substr(0, first),
        .payload = token.substr(first + 1, second - first - 1),
        .signature = token.substr(second + 1),
        .signed_text = token.substr(0, second),
    };
}

auto unauthenticated(std::string message) {
    return refuse(Errc::authentication_error, std::move(message));
}

bool is_text(const boost::json::value* value, std::string_view expected) {
    return value != nullptr && value->is_string() &&
           std::string_view(value->get_string()) == expected;
}

Result<void> judge_header(std::string_view encoded) {
    const auto bytes = from_base64url(encoded);
    const auto header = bytes ? parse_object(*bytes, header_limits)
                              : refuse(Errc::authentication_error, "not base64url");
    if (!header) return unauthenticated("the token's header is unreadable");
    if (!is_text(header->if_contains("alg"), "HS256")) {
        return unauthenticated("the token is not signed with HS256");
    }
    const auto* type = header->if_contains("typ");
    if (type != nullptr &&
        !(type->is_string() && equals_folded(std::string_view(type->get_string()), "JWT"))) {
        return unauthenticated("the token is not a JWT");
    }
    for (const auto name : forbidden) {
        if (header->contains(name)) {
            return unauthenticated(
                "the token's header carries " + std::string(name) + ", which is not taken"
            );
        }
    }
    return {};
}

}  // namespace

Result<Principal> verify_token(std::string_view token, const TokenRules& rules, Instant now) {
    ROLLCALL_ASSERT(rules.secret.size() >= secret_bytes_min);
    if (token.size() > token_bytes_max) return unauthenticated("the token is longer than 8 KiB");
    const auto parts = split(token);
    if (!parts) return unauthenticated("the token does not have its three parts");
    if (const auto header = judge_header(parts->header); !header) {
        return std::unexpected(header.error());
    }
    const auto signature = from_base64url(parts->signature);
    const auto expected = hmac_sha256(rules.secret, parts->signed_text);
    if (!signature || !equal_in_constant_time(*signature, expected)) {
        return unauthenticated("the token's signature does not fit");
    }
    const auto payload = from_base64url(parts->payload);
    if (!payload) return unauthenticated("the token's claims are unreadable");
    return judge_claims(*payload, rules, now);
}

std::string
issue_token(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl) {
    ROLLCALL_ASSERT(rules.secret.size() >= secret_bytes_min);
    const auto signed_text = to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
                             to_base64url(write_claims(who, rules, now, ttl));
    return signed_text + '.' + to_base64url(hmac_sha256(rules.secret, signed_text));
}

}  // namespace rollcall::access
