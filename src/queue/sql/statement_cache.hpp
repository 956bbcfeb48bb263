// Statements prepared once on the writing connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "db/sqlite/connection.hpp"

namespace rollcall::queue::sql {

// A statement for one use: reset when it goes, so that nothing of it outlives the transaction.
// Binds its parameters in their order, ?1 first.
class Use {
public:
    explicit Use(db::sqlite::Statement& statement) : statement_(statement) {}
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() { statement_.reset(); }

    Use& with(std::int64_t value) {
        statement_.bind(next_++, value);
        return *this;
    }
    // The text must live as long as this.
    Use& with(std::string_view text) {
        statement_.bind(next_++, text);
        return *this;
    }
    Use& with(Instant time) { return with(std::int64_t{time.time_since_epoch().count()}); }
    Use& with(std::optional<Instant> time) {
        if (time) return with(*time);
        statement_.bind_null(next_++);
        return *this;
    }

    bool step() { return statement_.step(); }
    const db::sqlite::Statement& row() const { return statement_; }

private:
    db::sqlite::Statement& statement_;
    int next_ = 1;
};

// Used on the connection it was first used with, under that connection's lock.
class StatementCache {
public:
    // Needs: `sql` lives for ever (the texts of statements.hpp do).
    Use use(db::sqlite::Connection& connection, std::string_view sql) {
        auto found = by_text_.find(sql);
        if (found == by_text_.end()) found = by_text_.emplace(sql, connection.prepare(sql)).first;
        return Use(found->second);
    }

private:
    std::unordered_map<std::string_view, db::sqlite::Statement> by_text_;
};

}  // namespace rollcall::queue::sql
