// A connection to PostgreSQL and the statements prepared on it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

struct pg_conn;
struct pg_result;

namespace rollcall::db::postgres {

struct ClearResult {
    void operator()(pg_result* result) const;
};
using ResultHandle = std::unique_ptr<pg_result, ClearResult>;

class Connection;

// A prepared statement: bound, run, and its rows read. Parameters count from 1 ($1), columns from
// 0. Numbers are sent as text and typed by the statement: cast those whose type nothing else says
// ($1::bigint). Results are binary: a column must be a whole number, boolean, text or bytea.
// Lives as long as its connection; used by the connection's thread.
class Statement {
public:
    Statement(Connection& connection, std::string name);

    // Texts and bytes must live until the next `step` or `run` (they are not copied).
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::string_view text);
    Statement& bind_bytes(int index, std::string_view bytes);
    Statement& bind_null(int index);
    // A text whose data() is null binds NULL.
    Statement& bind_or_null(int index, std::string_view text);

    // The first call runs the statement; true with a row, false at the end. Throws PostgresFailure.
    bool step();
    // Runs it and forgets its rows; how many rows it changed or returned.
    std::int64_t run();
    // As `run`; refuses with conflict what a constraint, or a trigger of the tables' owner,
    // forbids: the message is the server's, without a value. The transaction must go back to a
    // savepoint.
    Result<std::int64_t> try_run();
    // Forgets rows and bindings: ready to be bound and run again.
    void reset();

    // Rows changed or returned by the last run.
    std::int64_t changes() const;
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    // Views live until the next `reset` or `run`.
    std::string_view text(int column) const;
    std::string_view bytes(int column) const { return text(column); }

private:
    enum class Form : std::uint8_t { null, text, bytes };
    struct Parameter {
        Form form = Form::null;
        std::string_view view;
        std::array<char, 24> digits{};  // where a number's text lies
        std::uint8_t digits_length = 0;
    };
    Parameter& parameter(int index);
    void execute();

    Connection& connection_;
    std::string name_;
    std::vector<Parameter> parameters_;
    ResultHandle result_;
    int row_ = -1;
};

struct Notification {
    std::string channel;
    std::string payload;
};

// Used by one thread at a time. Its session is set so that no stopped or cut-off program holds
// locks for long (idle in a transaction at most 10 s, waiting for a lock at most 5 s, a statement
// at most 60 s, a silent network at most 20 s), and so that a commit that was answered is durable.
// What the server says unasked ("terminating connection ...") goes to the log.
class Connection {
public:
    // `url` is a libpq connection string or URI. Throws PostgresFailure.
    explicit Connection(const std::string& url);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // The statement of this text, prepared at its first use; reset. Needs: nobody else on this
    // connection is in the middle of its rows.
    Statement& prepared(std::string_view sql);
    // Runs one or several statements without parameters. Throws PostgresFailure.
    void execute(const std::string& sql);
    // As `execute`; the last statement's result.
    ResultHandle query(const std::string& sql);

    // Whether the link still stood when last used.
    bool alive() const;
    // The server's process of this session.
    int backend() const;

    // What LISTEN brought; waits for it so long, or until told to stop; nothing after that. Throws
    // PostgresFailure.
    std::optional<Notification>
    next_notification(std::chrono::milliseconds patience, const std::stop_token& stop = {});

    pg_conn* handle() const { return handle_.get(); }

private:
    struct Finish {
        void operator()(pg_conn* handle) const;
    };
    struct Hash {
        using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unique_ptr<pg_conn, Finish> handle_;
    std::unordered_map<std::string, std::unique_ptr<Statement>, Hash, std::equal_to<>> statements_;
};

// Throws what went wrong on the connection (`result` null), or what the result tells.
[[noreturn]] void
throw_postgres(pg_conn* handle, const pg_result* result, std::string_view context);

// Throws unless the result is that of a statement that went well (rows, no rows, or COPY began).
ResultHandle checked(pg_conn* handle, pg_result* result, std::string_view context);

}  // namespace rollcall::db::postgres
