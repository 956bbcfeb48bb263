// Rows streamed into and out of PostgreSQL in its binary COPY format (the manual's page of COPY,
// "Binary Format").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/postgres/connection.hpp"

namespace rollcall::db::postgres {

// COPY … FROM STDIN (FORMAT binary). Begins at construction; going away unfinished makes the server
// refuse what was sent. The connection does nothing else meanwhile.
class CopyIn {
public:
    // `sql` is "COPY table (columns) FROM STDIN (FORMAT binary)". Throws PostgresFailure.
    CopyIn(Connection& connection, const std::string& sql);
    CopyIn(const CopyIn&) = delete;
    CopyIn& operator=(const CopyIn&) = delete;
    ~CopyIn();

    // A row is begun with the count of its fields, which follow in the order of the columns. The
    // server takes no other width of number than its column has.
    CopyIn& row(std::int16_t fields);
    CopyIn& put(std::int64_t value);      // bigint
    CopyIn& put32(std::int32_t value);    // integer
    CopyIn& put_boolean(bool value);      // boolean
    CopyIn& put(std::string_view bytes);  // text or bytea
    CopyIn& put_null();
    // A text whose data() is null is NULL.
    CopyIn& put_or_null(std::string_view text) {
        return text.data() == nullptr ? put_null() : put(text);
    }

    // Ends it; how many rows the server took. Throws PostgresFailure.
    std::int64_t finish();
    // As `finish`; refuses with conflict what a constraint, or a trigger of the table's owner,
    // forbids, as Statement::try_run does.
    Result<std::int64_t> try_finish();

private:
    template <class Number>
    void append(Number value);
    void flush_if_full();
    void flush();

    Connection& connection_;
    std::string buffer_;
    bool open_ = true;
};

// COPY … TO STDOUT (FORMAT binary), read row by row.
class CopyOut {
public:
    // `sql` is "COPY (SELECT …) TO STDOUT (FORMAT binary)". Throws PostgresFailure.
    CopyOut(Connection& connection, const std::string& sql);
    CopyOut(const CopyOut&) = delete;
    CopyOut& operator=(const CopyOut&) = delete;
    // An unfinished one is read to its end and dropped.
    ~CopyOut();

    // False at the end. Throws PostgresFailure.
    bool next();
    // The next field of the row, in order; nothing: NULL. Lives until the next `next`.
    std::optional<std::string_view> field();

private:
    bool receive();

    Connection& connection_;
    char* message_ = nullptr;
    std::string_view rest_;
    bool at_start_ = true;
    bool done_ = false;
};

}  // namespace rollcall::db::postgres
