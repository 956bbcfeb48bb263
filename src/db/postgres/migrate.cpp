#include "db/postgres/migrate.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "db/postgres/transaction.hpp"

namespace rollcall::db::postgres {
namespace {

constexpr const char* version_table =
    "CREATE TABLE IF NOT EXISTS schema_version"
    " (room text PRIMARY KEY, version bigint NOT NULL)";

// One lock a schema, so that two installations in one database do not wait for each other.
constexpr std::string_view lock =
    "SELECT pg_advisory_xact_lock(hashtext('rollcall migrate'), hashtext(current_schema()))";

std::int64_t version_of(Connection& connection, std::string_view room) {
    auto& query = connection.prepared("SELECT version FROM schema_version WHERE room = $1");
    query.bind(1, room);
    return query.step() ? query.integer(0) : 0;
}

std::int64_t known(const Migrations& room) {
    return static_cast<std::int64_t>(room.steps.size());
}

std::unexpected<Error> newer(const Migrations& room, std::int64_t version) {
    return refuse(
        Errc::wrong_state,
        "the database has version " + std::to_string(version) + " of the tables of '" +
            std::string(room.room) + "', this program knows " + std::to_string(known(room)) +
            ": use the newer rollcall that wrote it"
    );
}

void raise(Connection& connection, const Migrations& room, std::int64_t from) {
    for (auto step = static_cast<std::size_t>(from); step < room.steps.size(); ++step)
        connection.execute(std::string(room.steps[step]));
    connection
        .prepared(
            "INSERT INTO schema_version (room, version) VALUES ($1, $2)"
            " ON CONFLICT (room) DO UPDATE SET version = excluded.version"
        )
        .bind(1, room.room)
        .bind(2, known(room))
        .run();
}

}  // namespace

Result<void> migrate(Store& store, std::span<const Migrations> rooms) {
    return store.write([&](Connection& connection, const Transaction&) -> Result<void> {
        // Others may be at it for longer than a lock is waited for otherwise.
        connection.execute("SET LOCAL lock_timeout = '60s'");
        connection.prepared(lock).run();
        connection.execute(version_table);
        for (const auto& room : rooms) {
            const auto version = version_of(connection, room.room);
            if (version > known(room)) return newer(room, version);
            if (version < known(room)) raise(connection, room, version);
        }
        return {};
    });
}

Result<void> check_version(Store& store, std::span<const Migrations> rooms) {
    return store.read([&](Connection& connection) -> Result<void> {
        auto& table = connection.prepared("SELECT to_regclass('schema_version') IS NOT NULL");
        table.step();
        const bool exists = table.integer(0) != 0;
        for (const auto& room : rooms) {
            const auto version = exists ? version_of(connection, room.room) : 0;
            if (version > known(room)) return newer(room, version);
            if (version < known(room)) {
                return refuse(
                    Errc::wrong_state,
                    "the tables of '" + std::string(room.room) +
                        "' in the database are missing or old: run `rollcall migrate`"
                );
            }
        }
        return {};
    });
}

}  // namespace rollcall::db::postgres
