#include "db/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "base/failure.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace rollcall::db::sqlite {
namespace {

constexpr int busy_timeout_ms = 5000;
// Pages of 8 KiB: against 4 KiB, new members take 15 % less processor time and the same ones again
// 16 % less; 16 KiB took 9 % less for new ones and 5 % more for the same again. 64 MiB of cache:
// the index of a million members fits, and a chunk sorted by ID walks it once.
constexpr const char* writing_pragmas =
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000;"
    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;";
constexpr const char* reading_pragmas =
    "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-8192;";

Broken broken_by(int code) {
    return (code & 0xFF) == SQLITE_FULL ? Broken::disk_full : Broken::database;
}

// Of a commit whose sync failed the log keeps the bytes, its mark included, until the next commit
// takes their place: a crash before that would bring back what was told to have failed. So here is
// a next one, which changes nothing. Its bytes are there even if its own sync fails as well.
void write_over_failed_commit(sqlite3* handle) {
    std::string same_version;
    const auto take = [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = std::string("PRAGMA user_version = ") + values[0];
        return 0;
    };
    if (sqlite3_exec(handle, "PRAGMA user_version", take, &same_version, nullptr) != SQLITE_OK ||
        sqlite3_exec(handle, same_version.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        log::error("db", std::string("after a failed commit: ") + sqlite3_errmsg(handle));
    }
}

}  // namespace

void throw_sqlite(sqlite3* handle, std::string_view context) {
    const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle);
    const char* text = handle == nullptr ? "out of memory" : sqlite3_errmsg(handle);
    throw Failure(std::string(context) + ": sqlite: " + text, broken_by(code));
}

Statement::Statement(Connection& connection, std::string_view sql) {
    const int code = sqlite3_prepare_v3(
        connection.handle(),
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &statement_,
        nullptr
    );
    if (code != SQLITE_OK) throw_sqlite(connection.handle(), "prepare a statement");
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    if (this != &other) {
        finalize();
        statement_ = std::exchange(other.statement_, nullptr);
    }
    return *this;
}

Statement::~Statement() {
    finalize();
}

void Statement::finalize() {
    // Its result is that of the last step, which has been told already.
    sqlite3_finalize(std::exchange(statement_, nullptr));
}

Statement& Statement::bind(int index, std::int64_t value) {
    if (sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) {
        throw_sqlite(sqlite3_db_handle(statement_), "bind a number");
    }
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    const char* data = text.data() == nullptr ? "" : text.data();
    const int code =
        sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) throw_sqlite(sqlite3_db_handle(statement_), "bind a text");
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    const int code = sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) throw_sqlite(sqlite3_db_handle(statement_), "bind bytes");
    return *this;
}

Statement& Statement::bind_null(int index) {
    if (sqlite3_bind_null(statement_, index) != SQLITE_OK) {
        throw_sqlite(sqlite3_db_handle(statement_), "bind null");
    }
    return *this;
}

Statement& Statement::bind_or_null(int index, std::string_view text) {
    return text.data() == nullptr ? bind_null(index) : bind(index, text);
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw_last();
}

Result<void> Statement::try_run() {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement_);
    if (code == SQLITE_DONE) {
        reset();
        return {};
    }
    if ((code & 0xFF) != SQLITE_CONSTRAINT) throw_last();
    auto refused = refuse(Errc::conflict, sqlite3_errmsg(sqlite3_db_handle(statement_)));
    reset();
    return refused;
}

void Statement::throw_last() {
    auto* handle = sqlite3_db_handle(statement_);
    const int code = sqlite3_errcode(handle);
    const std::string text = sqlite3_errmsg(handle);
    sqlite3_reset(statement_);
    throw Failure("sqlite: " + text, broken_by(code));
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    // Repeats the last step's result, which `step` has thrown already.
    sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Connection::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Connection::Connection(const std::string& path, Access access) {
    sqlite3* handle = nullptr;
    const int create = access == Access::writing ? SQLITE_OPEN_CREATE : 0;
    const int code = sqlite3_open_v2(
        path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, nullptr
    );
    handle_.reset(handle);
    if (code != SQLITE_OK) throw_sqlite(handle, "open " + path);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    execute(access == Access::writing ? writing_pragmas : reading_pragmas);
}

Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Statement& Connection::prepared(std::string_view sql) {
    auto found = prepared_.find(sql);
    if (found == prepared_.end()) {
        found = prepared_.emplace(std::string(sql), prepare(sql)).first;
    }
    return found->second;
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes the database.
void Connection::execute(const std::string& sql) {
    if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw_sqlite(handle(), "execute");
    }
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(handle());
}

std::int64_t Connection::last_insert_rowid() const {
    return sqlite3_last_insert_rowid(handle());
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

Transaction::Transaction(Connection& connection) : connection_(connection) {
    connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) return;
    auto* handle = connection_.handle();
    // SQLite may have rolled back by itself (disk full): then there is nothing left to end.
    if (connection_.in_transaction() &&
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK) {
        log::error("db", std::string("roll back: ") + sqlite3_errmsg(handle));
    }
    if (commits_) write_over_failed_commit(handle);
}

void Transaction::commit() {
    commits_ = true;
    connection_.execute("COMMIT");
    open_ = false;
}

}  // namespace rollcall::db::sqlite
