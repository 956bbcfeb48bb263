#include "access/sql/sql_users.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "access/sql/statements.hpp"
#include "base/failure.hpp"

namespace rollcall::access::sql {
namespace {

using db::Query;
using db::Session;

// How long a session is remembered past its last moment: its last token is good until then, and for
// the leeway on.
constexpr std::chrono::minutes forgotten_after{10};

Instant instant(std::int64_t ms) {
    return Instant{Milliseconds{ms}};
}

// The first columns of every statement that reads users.
User user_of(const Query& row) {
    const auto role = parse_role(row.text(1));
    if (!role) throw Failure("a user has no role that there is", Broken::corrupt_data);
    return {
        .email = std::string(row.text(0)),
        .office =
            {.role = *role,
             .province_code = std::string(row.text(2)),
             .municipality_code = std::string(row.text(3))},
        .epoch = row.integer(4),
        .disabled = row.integer(5) != 0,
        .created_at = instant(row.integer(6))};
}

std::vector<User> users_within(Session& session) {
    auto rows = session.query(statements::users);
    std::vector<User> users;
    while (rows.step())
        users.push_back(user_of(rows));
    return users;
}

std::optional<KnownUser> find_within(Session& session, std::string_view email) {
    auto row = session.query(statements::user_find);
    if (!row.with(email).step()) return std::nullopt;
    return KnownUser{.user = user_of(row), .password_hash = std::string(row.text(7))};
}

std::int64_t version_within(Session& session) {
    auto row = session.query(statements::version);
    if (!row.step()) throw Failure("login_state has no row", Broken::corrupt_data);
    return row.integer(0);
}

}  // namespace

Result<void> SqlUsers::changed(Session& session, Query& change, const Deed& deed) const {
    if (!change.step()) return refuse(Errc::not_found, "there is no user " + deed.subject);
    audit_.append_within(session, deed);
    return {};
}

Result<void> SqlUsers::add(const User& user, std::string_view password_hash, const Deed& deed) {
    return database_.write([&](Session& session) -> Result<void> {
        auto add = session.query(statements::user_add);
        add.with(user.email)
            .with(to_string(user.office.role))
            .with(user.office.province_code)
            .with(user.office.municipality_code)
            .with(password_hash)
            .with(session.now());
        if (!add.step()) {
            return refuse(Errc::conflict, "there is a user " + user.email + " already");
        }
        audit_.append_within(session, deed);
        return {};
    });
}

std::optional<KnownUser> SqlUsers::find(std::string_view email) {
    return database_.read([&](Session& session) { return find_within(session, email); });
}

std::vector<User> SqlUsers::list() {
    return database_.read([](Session& session) { return users_within(session); });
}

Result<void>
SqlUsers::set_password(std::string_view email, std::string_view hash, const Deed& deed) {
    return database_.write([&](Session& session) {
        auto change = session.query(statements::user_password);
        return changed(session, change.with(email).with(hash), deed);
    });
}

Result<void> SqlUsers::set_disabled(std::string_view email, bool disabled, const Deed& deed) {
    return database_.write([&](Session& session) {
        auto change = session.query(statements::user_disabled);
        change.with(email).with(std::int64_t{disabled ? 1 : 0});
        return changed(session, change, deed);
    });
}

Result<void> SqlUsers::set_office(std::string_view email, const Office& office, const Deed& deed) {
    return database_.write([&](Session& session) {
        // Nobody else gives this user an office between what it was and what it is.
        session.lock("user " + std::string(email));
        const auto recorded = change_of(find_within(session, email), office, deed);
        auto change = session.query(statements::user_office);
        change.with(email)
            .with(to_string(office.role))
            .with(office.province_code)
            .with(office.municipality_code);
        return changed(session, change, recorded);
    });
}

void SqlUsers::open(const User& user, const access::Session& opened, const Deed& deed) {
    database_.write([&](Session& session) {
        session.query(statements::sessions_forget).with(session.now() - forgotten_after).step();
        session.query(statements::session_open)
            .with(opened.id)
            .with(user.email)
            .with(user.epoch)
            .with(opened.refresh_hash)
            .with(opened.expires_at)
            .step();
        audit_.append_within(session, deed);
    });
}

Result<Refreshed> SqlUsers::refresh(const RefreshOrder& order) {
    return database_.write([&](Session& session) -> Result<Refreshed> {
        auto refresh = session.query(statements::session_refresh);
        refresh.with(order.session)
            .with(order.shown_hash)
            .with(order.next_hash)
            .with(session.now());
        if (!refresh.step()) {
            // An old secret is shown by whoever stole it, or by whom it was stolen from.
            auto stolen = session.query(statements::session_stolen);
            stolen.with(order.session).with(session.now()).with(order.shown_hash);
            if (stolen.step()) {
                const std::string email(stolen.text(0));
                audit_.append_within(
                    session,
                    {.actor = email,
                     .origin = std::string(order.origin),
                     .action = "session_stolen",
                     .subject = email}
                );
            }
            return refuse(Errc::authentication_error, "You are signed out; sign in again.");
        }
        auto known = find_within(session, refresh.text(0));
        if (!known) throw Failure("a session has no user", Broken::corrupt_data);
        return Refreshed{
            .user = std::move(known->user),
            .number = refresh.integer(1),
            .expires_at = instant(refresh.integer(2))};
    });
}

void SqlUsers::end(std::string_view id, const Deed& deed) {
    database_.write([&](Session& session) {
        auto end = session.query(statements::session_end);
        if (end.with(id).with(session.now()).step()) audit_.append_within(session, deed);
    });
}

std::int64_t SqlUsers::version() {
    return database_.read(version_within);
}

People SqlUsers::everybody() {
    return database_.read([](Session& session) {
        // First: what changes between the statements is then read once more, never missed.
        People people{.version = version_within(session), .users = {}, .ended_sessions = {}};
        people.users = users_within(session);
        auto ended = session.query(statements::sessions_ended);
        ended.with(session.now() - forgotten_after);
        while (ended.step())
            people.ended_sessions.emplace_back(ended.text(0));
        return people;
    });
}

}  // namespace rollcall::access::sql
