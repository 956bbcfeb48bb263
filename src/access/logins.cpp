#include "access/logins.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <utility>

#include "access/claims.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/network.hpp"
#include "base/text.hpp"

namespace rollcall::access {
namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::size_t secret_bytes = 32;

// "<session>.<secret>", both hex.
struct Shown {
    std::string_view session;
    std::string_view secret;
};
Shown split(std::string_view refresh) {
    const auto dot = std::min(refresh.find('.'), refresh.size());
    return {refresh.substr(0, dot), refresh.substr(std::min(dot + 1, refresh.size()))};
}

bool is_hex(std::string_view text, std::size_t bytes) {
    return text.size() == 2 * bytes && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

// The same work whoever it is: of nobody, by the hash of a password that nobody has.
bool may_enter(
    const std::optional<KnownUser>& known,
    std::string_view password,
    const Passwords& passwords
) {
    const auto& hash = known ? known->password_hash : passwords.nobodys();
    const bool fits = password.size() <= password_bytes_max && passwords.fits(password, hash);
    return known && fits && !known->user.disabled;
}

// What somebody did to themselves.
Deed deed_of(std::string_view action, const std::string& actor, const std::string& origin) {
    return {.actor = actor, .origin = origin, .action = std::string(action), .subject = actor};
}

}  // namespace

Logins::Logins(const Parts& parts, const Limits& limits)
    : parts_(parts), by_user_(limits.by_user), by_address_(limits.by_address) {}

std::optional<KnownUser> Logins::find(const std::string& email) {
    return email.size() <= claim_bytes_max ? parts_.users.find(email) : std::nullopt;
}

std::unexpected<Error>
Logins::throttled(bool is_news, const std::string& email, const std::string& origin) {
    // What a stranger typed is not recorded, as of a refusal.
    if (is_news) {
        parts_.audit.append(deed_of("login_throttled", find(email) ? email : "", origin));
    }
    return refuse(Errc::rate_limit_exceeded, "Too many attempts to sign in; wait a minute.");
}

Result<Pass> Logins::sign_in(const Credentials& credentials) {
    if (parts_.rules.secret.empty()) {
        return refuse(
            Errc::unavailable, "Nobody signs in here: tokens are the identity provider's alone."
        );
    }
    const auto email = fold_case(trim(credentials.email));
    const auto now = parts_.clock.steady();
    // The address first: one that guesses must not use up what belongs to the users it guesses at.
    const auto network = network_of(credentials.origin);
    if (!by_address_.take(network, now)) {
        return throttled(by_address_.is_news(network, now), email, credentials.origin);
    }
    if (!by_user_.take(email, now)) {
        return throttled(by_user_.is_news(email, now), email, credentials.origin);
    }
    const auto known = find(email);
    if (!may_enter(known, credentials.password, parts_.passwords)) {
        // What a stranger typed is not recorded: it may be a password in the wrong field.
        parts_.audit.append(deed_of("login_refused", known ? email : "", credentials.origin));
        return refuse(Errc::authentication_error, "Address or password is wrong.");
    }
    auto secret = random_hex(secret_bytes);
    const Session session{
        .id = random_hex(id_bytes),
        .refresh_hash = sha256_hex(secret),
        .expires_at = parts_.clock.now() + session_life};
    parts_.users.open(known->user, session, deed_of("login", email, credentials.origin));
    return pass_for(
        {.user = known->user,
         .signed_in = {.token_id = session.id + ".1", .epoch = known->user.epoch},
         .secret = std::move(secret),
         .session_ends = session.expires_at}
    );
}

Result<Pass> Logins::refresh(std::string_view refresh, const std::string& origin) {
    const auto shown = split(refresh);
    if (!by_address_.take("refresh " + network_of(origin), parts_.clock.steady())) {
        return refuse(Errc::rate_limit_exceeded, "Too many refreshes; wait a minute.");
    }
    if (!is_hex(shown.session, id_bytes) || !is_hex(shown.secret, secret_bytes)) {
        return refuse(Errc::authentication_error, "You are signed out; sign in again.");
    }
    auto secret = random_hex(secret_bytes);
    const auto shown_hash = sha256_hex(shown.secret);
    const auto next_hash = sha256_hex(secret);
    const auto refreshed = parts_.users.refresh(
        {.session = shown.session,
         .shown_hash = shown_hash,
         .next_hash = next_hash,
         .origin = origin}
    );
    if (!refreshed) return std::unexpected(refreshed.error());
    return pass_for(
        {.user = refreshed->user,
         .signed_in =
             {.token_id = std::string(shown.session) + "." + std::to_string(refreshed->number),
              .epoch = refreshed->user.epoch},
         .secret = std::move(secret),
         .session_ends = refreshed->expires_at}
    );
}

Result<void> Logins::sign_out(const Principal& who, const std::string& origin) {
    if (!who.signed_in) {
        return refuse(Errc::wrong_state, "This token is not of a session here; it ends by itself.");
    }
    parts_.users.end(who.signed_in->session(), deed_of("logout", who.user_id, origin));
    return {};
}

Pass Logins::pass_for(Next next) const {
    const auto now = parts_.clock.now();
    // Nothing of a session is good for longer than the session.
    const auto life = std::min<std::chrono::seconds>(
        token_life, std::chrono::floor<std::chrono::seconds>(next.session_ends - now)
    );
    auto refresh = std::string(next.signed_in.session()) + "." + next.secret;
    const Principal who{
        .user_id = next.user.email,
        .email = next.user.email,
        .role = next.user.office.role,
        .province_code = next.user.office.province_code,
        .municipality_code = next.user.office.municipality_code,
        .signed_in = std::move(next.signed_in)};
    return {
        .token = issue_token(who, parts_.rules, now, life),
        .refresh = std::move(refresh),
        .expires_in = life,
        .user = next.user};
}

}  // namespace rollcall::access
