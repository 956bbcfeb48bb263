#include "app/postgres_doctor.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/diagnosis.hpp"
#include "app/node.hpp"
#include "app/postgres_stores.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "db/postgres/way.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::app {
namespace {

using db::postgres::Connection;

// pg_current_xact_id and what else is asked of a transaction's outcome came with it.
constexpr std::int64_t version_min = 130'000;
constexpr std::chrono::milliseconds patience{2'000};
// Tokens are taken so long after they ended, and before they begin.
constexpr std::chrono::seconds clock_leeway{60};
// Requests, uploads, leases, sweeps and the two of the events, beside one for each worker.
constexpr std::int64_t connections_beside_workers = 10;

std::int64_t number(Connection& connection, std::string_view sql) {
    auto& query = connection.prepared(sql);
    return query.step() ? query.integer(0) : 0;
}

std::string setting(Connection& connection, std::string_view name) {
    auto& query = connection.prepared("SELECT current_setting($1)");
    query.bind(1, name).step();
    return std::string(query.text(0));
}

Diagnosis look_at_version(Connection& connection, const std::string& name) {
    const auto text = "PostgreSQL " + setting(connection, "server_version") + " at " + name;
    const auto version = number(connection, "SELECT current_setting('server_version_num')::bigint");
    if (version >= version_min) return {"database", true, text};
    return {"database", false, text + ": upgrade it to 13 or newer"};
}

Diagnosis look_at_tables(db::postgres::Store& store) {
    const auto same = PostgresStores::check_version(store);
    if (!same) return {"tables", false, same.error().message};
    return {"tables", true, "are those of this program"};
}

Diagnosis look_at_rights(Connection& connection) {
    if (number(connection, "SELECT has_database_privilege(current_database(), 'TEMP')") != 0) {
        return {"rights", true, "this user may make temporary tables"};
    }
    return {
        "rights", false, "loading needs temporary tables: GRANT TEMPORARY ON DATABASE to the user"};
}

Diagnosis look_at_durability(Connection& connection) {
    std::string off;
    for (const auto* name : {"fsync", "full_page_writes"}) {
        if (setting(connection, name) != "on")
            off += std::string(off.empty() ? "" : " and ") + name;
    }
    if (!off.empty()) {
        return {
            "durability",
            false,
            off +
                " is off: a power cut would lose what people were told is safe; set it to on in"
                " postgresql.conf"};
    }
    return {
        "durability", true, "synchronous_commit is " + setting(connection, "synchronous_commit")};
}

Diagnosis look_at_session(Connection& connection) {
    const auto idle = setting(connection, "idle_in_transaction_session_timeout");
    const auto lock = setting(connection, "lock_timeout");
    if (idle == "10s" && lock == "5s") {
        return {"session", true, "stopped programs hold rows for " + idle + " at most"};
    }
    return {
        "session",
        false,
        "settings of a session do not last (idle_in_transaction_session_timeout is " + idle +
            "): let the pooler between work by sessions"};
}

Diagnosis look_at_events(Connection& connection) {
    const auto channel = std::string("rollcall_doctor");
    connection.execute("LISTEN " + channel);
    connection.prepared("SELECT pg_notify('rollcall_doctor', $1)").bind(1, node_name()).run();
    const auto told = connection.next_notification(patience);
    connection.execute("UNLISTEN " + channel);
    if (told) return {"events", true, "reach who listens"};
    return {
        "events",
        false,
        "a notification did not arrive, so progress is seen late: let the pooler between work by"
        " sessions"};
}

Diagnosis look_at_clock(Connection& connection) {
    const auto theirs =
        number(connection, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
    const auto ours = SystemClock().now().time_since_epoch().count();
    const auto seconds = std::abs(theirs - ours) / 1'000;
    const auto text = std::to_string(seconds) + " s between the database's clock and this one";
    if (seconds < clock_leeway.count()) return {"clock", true, text};
    return {"clock", false, text + ": tokens will be refused; let both keep time (NTP)"};
}

Diagnosis look_at_connections(Connection& connection, const Settings& settings) {
    const auto free = number(
        connection,
        "SELECT current_setting('max_connections')::bigint"
        " - current_setting('superuser_reserved_connections')::bigint"
        " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
    );
    const auto needed = std::int64_t{settings.workers} + connections_beside_workers;
    const auto text = std::to_string(free) + " connections are free, one process takes about " +
                      std::to_string(needed);
    if (free >= needed) return {"connections", true, text};
    return {"connections", false, text + ": raise max_connections"};
}

std::vector<Diagnosis> look_at_members(db::postgres::Store& store, const Settings& settings) {
    if (!settings.members) return {};
    const auto& mapping = *settings.members;
    std::vector<Diagnosis> found;
    for (auto& finding : load::postgres::check_mapping(store, mapping))
        found.push_back({"members table", false, std::move(finding)});
    if (found.empty()) {
        found.push_back(
            {"members table",
             true,
             mapping.schema + "." + mapping.table + " takes " +
                 std::to_string(mapping.columns.size()) + " fields, rollcall_member_state the rest"}
        );
    }
    return found;
}

}  // namespace

Diagnosis judge_way(const db::postgres::Way& way) {
    const std::string subject(way_subject);
    if (db::postgres::is_local(way)) return {subject, true, "never leaves this machine"};
    if (way.sslmode == "verify-full") return {subject, true, "TLS, and the server is verified"};
    return {
        subject,
        false,
        "sslmode is " + way.sslmode + ": whoever stands between this machine and " + way.host +
            " can read and change all of it; put sslmode=verify-full and the sslrootcert into"
            " DATABASE_URL"};
}

std::vector<Diagnosis> look_at_postgres(const Settings& settings) {
    db::postgres::Store store(settings.database_url);
    const auto loan = store.borrow();
    auto& connection = *loan;
    auto version = look_at_version(connection, database_name(settings.database_url));
    // An older server does not know what is asked below.
    if (!version.well) return {version};
    std::vector<Diagnosis> found{
        version,
        judge_way(db::postgres::way_of(connection)),
        look_at_tables(store),
        look_at_rights(connection),
        look_at_durability(connection),
        look_at_session(connection),
        look_at_events(connection),
        look_at_clock(connection),
        look_at_connections(connection, settings)};
    std::ranges::move(look_at_members(store, settings), std::back_inserter(found));
    return found;
}

}  // namespace rollcall::app
