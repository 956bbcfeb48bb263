#include "access/token.hpp"

#include <array>
#include <cstddef>
#include <expected>
#include <optional>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "access/base64url.hpp"
#include "access/claims.hpp"
#include "access/strict_json.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace rollcall::access {
namespace {

constexpr std::size_t token_bytes_max = std::size_t{8} * 1024;
constexpr std::size_t key_id_bytes_max = 255;
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

std::string_view text_of(const boost::json::value& value) {
    return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

// RFC 7519, section 5.1, and RFC 9068, section 2.1; it may be left out.
bool is_token_type(const boost::json::value* type) {
    if (type == nullptr) return true;
    const auto name = text_of(*type);
    return equals_folded(name, "JWT") || equals_folded(name, "at+jwt");
}

Result<boost::json::object> judge_header(std::string_view encoded) {
    const auto bytes = from_base64url(encoded);
    auto header = bytes ? parse_object(*bytes, header_limits)
                        : refuse(Errc::authentication_error, "not base64url");
    if (!header) return unauthenticated("the token's header is unreadable");
    if (!is_token_type(header->if_contains("typ"))) {
        return unauthenticated("the token is not a JWT");
    }
    for (const auto name : forbidden) {
        if (header->contains(name)) {
            return unauthenticated(
                "the token's header carries " + std::string(name) + ", which is not taken"
            );
        }
    }
    return header;
}

// The views live as long as the header.
Result<KeyHint> hint_of(const boost::json::object& header) {
    KeyHint hint;
    const auto* algorithm = header.if_contains("alg");
    if (algorithm != nullptr) hint.algorithm = text_of(*algorithm);
    if (hint.algorithm.empty()) return unauthenticated("the token's header names no algorithm");
    const auto* id = header.if_contains("kid");
    if (id == nullptr) return hint;
    hint.id = text_of(*id);
    if (hint.id->empty() || hint.id->size() > key_id_bytes_max) {
        return unauthenticated("the token's key id (kid) is no text of at most 255 bytes");
    }
    return hint;
}

}  // namespace

KeySet keys_of(const TokenRules& rules) {
    KeySet keys;
    if (rules.secret.empty()) return keys;
    auto key = Key::of_secret(rules.secret);
    ROLLCALL_ASSERT(key.has_value());
    keys.add(*std::move(key));
    return keys;
}

Result<Principal>
verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules, Instant now) {
    if (token.size() > token_bytes_max) return unauthenticated("the token is longer than 8 KiB");
    const auto parts = split(token);
    if (!parts) return unauthenticated("the token does not have its three parts");
    const auto header = judge_header(parts->header);
    if (!header) return std::unexpected(header.error());
    const auto hint = hint_of(*header);
    if (!hint) return std::unexpected(hint.error());
    const auto signature = from_base64url(parts->signature);
    if (!signature || !keys.verifies(*hint, parts->signed_text, *signature)) {
        return unauthenticated("the token's signature is of none of the keys that are taken here");
    }
    const auto payload = from_base64url(parts->payload);
    if (!payload) return unauthenticated("the token's claims are unreadable");
    auto who = judge_claims(*payload, rules, now);
    // A provider's keys are public ones, and never of this algorithm.
    if (who) who->by_our_secret = hint->algorithm == to_string(Algorithm::hs256);
    return who;
}

std::string
issue_token(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl) {
    ROLLCALL_ASSERT(rules.secret.size() >= secret_bytes_min);
    const auto signed_text = to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
                             to_base64url(write_claims(who, rules, now, ttl));
    return signed_text + '.' + to_base64url(hmac_sha256(rules.secret, signed_text));
}

}  // namespace rollcall::access
