// A connection to an SQLite file and the statements prepared on it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace rollcall::db::sqlite {

class Connection;

// A prepared statement. Parameters and columns count from 1 and 0, as SQLite does.
// Used by its connection's thread; must go before the connection.
class Statement {
public:
    Statement() = default;
    Statement(Connection& connection, std::string_view sql);
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    // Binding. Text and blobs must live until the next `reset` (they are not copied).
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);
    // A text whose data() is null binds NULL.
    Statement& bind_or_null(int index, std::string_view text);

    // True with a row, false at the end. Throws Failure; the statement is then reset.
    bool step();
    // Steps to the end and resets: for statements without rows.
    void run();
    // As `run`, but a constraint that forbids it is told, not thrown: refuses with conflict, saying
    // which. Only this statement is undone then; the transaction goes on.
    Result<void> try_run();
    // Makes it ready to be run again; bindings stay.
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    // Views live until the next step or reset.
    std::string_view text(int column) const;
    std::string_view blob(int column) const;

private:
    void finalize();
    [[noreturn]] void throw_last();
    sqlite3_stmt* statement_ = nullptr;
};

enum class Access : std::uint8_t { writing, reading };

// Used by one thread at a time. WAL, synchronous=FULL, foreign keys on, five seconds' patience with
// other programs that hold the file. Only the writing connection checkpoints: SQLite 3.40 can lose
// a commit when two connections do (its WAL-reset bug, fixed in 3.51.3).
class Connection {
public:
    Connection(const std::string& path, Access access);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    Statement prepare(std::string_view sql) { return {*this, sql}; }
    // The same, prepared at its first use and kept as long as the connection.
    Statement& prepared(std::string_view sql);
    // Runs one or several statements without parameters or results.
    void execute(const std::string& sql);
    // Rows changed by the last statement.
    std::int64_t changes() const;
    std::int64_t last_insert_rowid() const;
    // False also once SQLite has rolled one back by itself.
    bool in_transaction() const;

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::map<std::string, Statement, std::less<>> prepared_;
};

// BEGIN IMMEDIATE now; rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Connection& connection);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Connection& connection_;
    bool open_ = true;
    bool commits_ = false;
};

// Throws the Failure that SQLite's error code stands for: Broken::disk_full or Broken::database.
[[noreturn]] void throw_sqlite(sqlite3* handle, std::string_view context);

}  // namespace rollcall::db::sqlite
