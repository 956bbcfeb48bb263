// What PostgreSQL refused, with the SQLSTATE that says what to do about it.
#pragma once

#include <string>
#include <string_view>

#include "base/failure.hpp"

namespace rollcall::db::postgres {

// The text never holds a value: of errors about data only the kind, the constraint and the column
// are told.
class PostgresFailure : public Failure {
public:
    PostgresFailure(const std::string& what, std::string sqlstate, Broken broken)
        : Failure(what, broken), sqlstate_(std::move(sqlstate)) {}

    // Five characters (PostgreSQL's manual, appendix A); empty: the connection itself broke.
    const std::string& sqlstate() const { return sqlstate_; }

    // The transaction was rolled back for another's sake (serialization failure, deadlock, lock
    // time-out): the same again may well pass.
    bool may_pass_again() const;
    // The server closed the connection or does not answer.
    bool connection_lost() const;
    // A constraint, or a trigger of the tables' owner, forbids a row.
    bool forbids_row() const;
    // What the server said, without what was being done and the SQLSTATE.
    std::string words() const;

private:
    std::string sqlstate_;
};

// COMMIT was sent and its answer never came, and the server could not be asked since: whether the
// transaction happened is not known. Whoever catches it must look for what it would have left.
class CommitUnknown final : public PostgresFailure {
public:
    explicit CommitUnknown(const std::string& what) : PostgresFailure(what, "", Broken::database) {}
};

}  // namespace rollcall::db::postgres
