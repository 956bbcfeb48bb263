#include "db/sqlite/migrate.hpp"

#include <cstdint>
#include <filesystem>

namespace rollcall::db::sqlite {
namespace {

constexpr const char* version_table =
    "CREATE TABLE IF NOT EXISTS schema_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL)";

std::int64_t version_of(Connection& connection, std::string_view room) {
    auto query = connection.prepare("SELECT version FROM schema_version WHERE room = ?1");
    query.bind(1, room);
    return query.step() ? query.integer(0) : 0;
}

std::int64_t total_version(Connection& connection) {
    auto query = connection.prepare("SELECT coalesce(sum(version), 0) FROM schema_version");
    query.step();
    return query.integer(0);
}

void raise(Connection& connection, const Migrations& room, std::int64_t from) {
    for (auto step = static_cast<std::size_t>(from); step < room.steps.size(); ++step) {
        connection.execute(std::string(room.steps[step]));
    }
    connection
        .prepare(
            "INSERT INTO schema_version (room, version) VALUES (?1, ?2)"
            " ON CONFLICT (room) DO UPDATE SET version = excluded.version"
        )
        .bind(1, room.room)
        .bind(2, static_cast<std::int64_t>(room.steps.size()))
        .run();
}

void back_up(Connection& connection, const std::string& path) {
    const auto version = total_version(connection);
    if (version == 0) return;
    const auto copy = path + ".before-" + std::to_string(version);
    // VACUUM INTO refuses an existing file; an earlier, perhaps half-made copy gives way.
    std::filesystem::remove(copy);
    auto vacuum = connection.prepare("VACUUM INTO ?1");
    vacuum.bind(1, copy);
    vacuum.run();
}

}  // namespace

Result<void> migrate(Store& store, std::span<const Migrations> rooms) {
    bool behind = false;
    store.alone([](Connection& connection) { connection.execute(version_table); });
    for (const auto& room : rooms) {
        const auto version =
            store.alone([&](Connection& connection) { return version_of(connection, room.room); });
        const auto known = static_cast<std::int64_t>(room.steps.size());
        if (version > known) {
            return refuse(
                Errc::wrong_state,
                "the database " + store.path() + " has version " + std::to_string(version) +
                    " of the tables of '" + std::string(room.room) + "', this program knows " +
                    std::to_string(known) + ": use the newer rollcall that wrote it"
            );
        }
        behind = behind || version < known;
    }
    if (!behind) return {};
    store.alone([&](Connection& connection) { back_up(connection, store.path()); });
    for (const auto& room : rooms) {
        store.write([&](Connection& connection) {
            raise(connection, room, version_of(connection, room.room));
        });
    }
    return {};
}

}  // namespace rollcall::db::sqlite
