#include "access/claims.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "access/principal.hpp"
#include "access/strict_json.hpp"
#include "access/token.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::access {
namespace {

namespace json = boost::json;

// 9999-12-31: a later "time" is a number that somebody made up.
constexpr double seconds_max = 253'402'300'799.0;
constexpr JsonLimits payload_limits{.bytes = std::size_t{8} * 1024, .depth = 8};

auto unauthenticated(std::string message) {
    return refuse(Errc::authentication_error, std::move(message));
}

bool is_plain(std::string_view text) {
    return !text.empty() && text.size() <= claim_bytes_max &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// A claim that people are named by: text, or a whole number as some issuers write it.
std::optional<std::string> text_claim(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64() && value->get_int64() >= 0) return std::to_string(value->get_int64());
    if (value->is_uint64()) return std::to_string(value->get_uint64());
    if (!value->is_string()) return std::nullopt;
    const std::string_view text = value->get_string();
    if (!is_plain(text)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string>
first_claim(const json::object& claims, std::string_view first, std::string_view second) {
    auto text = text_claim(claims, first);
    return text ? text : text_claim(claims, second);
}

// A NumericDate (RFC 7519, section 2): seconds since 1970, perhaps with a fraction.
struct Time {
    bool stands = false;
    bool good = false;
    double seconds = 0;
};

Time time_claim(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr) return {};
    Time time{.stands = true};
    if (!value->is_number()) return time;
    time.seconds = value->to_number<double>();
    time.good = time.seconds >= 0 && time.seconds <= seconds_max;
    return time;
}

Result<void> judge_times(const json::object& claims, const TokenRules& rules, Instant now) {
    const auto at = static_cast<double>(now.time_since_epoch().count()) / 1000;
    const auto leeway = static_cast<double>(rules.leeway.count());
    const auto expires = time_claim(claims, "exp");
    const auto starts = time_claim(claims, "nbf");
    const auto issued = time_claim(claims, "iat");
    if (!expires.good) return unauthenticated("the token has no valid expiry time (exp)");
    if ((starts.stands && !starts.good) || (issued.stands && !issued.good)) {
        return unauthenticated("the token's nbf or iat is not a time");
    }
    if (at >= expires.seconds + leeway) {
        return unauthenticated("the token has expired; sign in again for a new one");
    }
    if (at + leeway < starts.seconds || at + leeway < issued.seconds) {
        return unauthenticated("the token is not valid yet; check the clocks");
    }
    return {};
}

bool names_audience(const json::object& claims, std::string_view audience) {
    const auto* value = claims.if_contains("aud");
    if (value == nullptr) return false;
    const auto is_audience = [&](const json::value& one) {
        return one.is_string() && std::string_view(one.get_string()) == audience;
    };
    return value->is_array() ? std::ranges::any_of(value->get_array(), is_audience)
                             : is_audience(*value);
}

Result<void> judge_origin(const json::object& claims, const TokenRules& rules) {
    if (!rules.issuer.empty()) {
        const auto* issuer = claims.if_contains("iss");
        if (issuer == nullptr || !issuer->is_string() ||
            std::string_view(issuer->get_string()) != rules.issuer) {
            return unauthenticated("the token comes from another issuer (iss)");
        }
    }
    if (!rules.audience.empty() && !names_audience(claims, rules.audience)) {
        return unauthenticated("the token was made for somebody else (aud)");
    }
    return {};
}

Result<void> judge_area(const Principal& who) {
    const bool of_municipality = who.role == Role::municipality_admin;
    if (!of_municipality && who.role != Role::province_admin) return {};
    if (who.province_code.empty()) {
        return refuse(
            Errc::authorization_error,
            "the role " + std::string(to_string(who.role)) + " needs a province_code in its token"
        );
    }
    if (of_municipality && who.municipality_code.empty()) {
        return refuse(
            Errc::authorization_error,
            "the role municipality_admin needs a municipal_code in its token"
        );
    }
    return {};
}

// The area is the role's: an upload for a whole province is not its uploader's municipality's to
// see, whatever else the token says of where that person lives.
void narrow(Principal& who) {
    if (who.role != Role::municipality_admin) who.municipality_code.clear();
    if (who.role == Role::super_admin || who.role == Role::national_admin) {
        who.province_code.clear();
    }
}

// What only tokens of this installation carry. Nobody else's key makes a token with it that is
// signed rightly, unless whoever holds that key wants to.
constexpr std::string_view epoch_claim = "rollcall_epoch";

Result<std::optional<SignedIn>> signed_in_of(const json::object& claims) {
    const auto* epoch = claims.if_contains(epoch_claim);
    if (epoch == nullptr) return std::nullopt;
    auto token_id = text_claim(claims, "jti");
    if (!epoch->is_int64() || !token_id) {
        return unauthenticated("the token names no session (jti) or no valid rollcall_epoch");
    }
    return SignedIn{.token_id = *std::move(token_id), .epoch = epoch->get_int64()};
}

Result<Principal> principal_of(const json::object& claims) {
    auto user_id = first_claim(claims, "sub", "id");
    if (!user_id) return unauthenticated("the token names nobody (sub or id)");
    const auto role_name = first_claim(claims, "role", "role_name");
    const auto role = role_name ? parse_role(*role_name) : std::nullopt;
    if (!role) {
        return refuse(
            Errc::authorization_error,
            "the token's role may not use this server; it takes super_admin, national_admin, "
            "province_admin and municipality_admin"
        );
    }
    auto signed_in = signed_in_of(claims);
    if (!signed_in) return std::unexpected(signed_in.error());
    auto email = text_claim(claims, "email");
    // `judge_times` found it to be a time.
    const auto expires = std::chrono::duration<double>(time_claim(claims, "exp").seconds);
    Principal who{
        .user_id = *user_id,
        .email = email ? std::move(*email) : *user_id,
        .role = *role,
        .province_code = text_claim(claims, "province_code").value_or(""),
        .municipality_code = text_claim(claims, "municipal_code").value_or(""),
        .expires_at = Instant(std::chrono::floor<Milliseconds>(expires)),
        .signed_in = *std::move(signed_in),
    };
    if (const auto area = judge_area(who); !area) return std::unexpected(area.error());
    narrow(who);
    return who;
}

}  // namespace

Result<Principal> judge_claims(std::string_view payload, const TokenRules& rules, Instant now) {
    const auto claims = parse_object(payload, payload_limits);
    if (!claims) return unauthenticated("the token's claims are unreadable");
    if (const auto times = judge_times(*claims, rules, now); !times) {
        return std::unexpected(times.error());
    }
    if (const auto origin = judge_origin(*claims, rules); !origin) {
        return std::unexpected(origin.error());
    }
    return principal_of(*claims);
}

std::string
write_claims(const Principal& who, const TokenRules& rules, Instant now, std::chrono::seconds ttl) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    json::object claims{
        {"sub", who.user_id.empty() ? who.email : who.user_id},
        {"email", who.email},
        {"role", to_string(who.role)},
        {"iat", seconds.count()},
        {"exp", (seconds + ttl).count()},
    };
    if (!who.province_code.empty()) claims["province_code"] = who.province_code;
    if (!who.municipality_code.empty()) claims["municipal_code"] = who.municipality_code;
    if (who.signed_in) {
        claims["jti"] = who.signed_in->token_id;
        claims[epoch_claim] = who.signed_in->epoch;
    }
    if (!rules.issuer.empty()) claims["iss"] = rules.issuer;
    if (!rules.audience.empty()) claims["aud"] = rules.audience;
    return json::serialize(claims);
}

}  // namespace rollcall::access
