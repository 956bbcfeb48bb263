// What both databases have in common, for rooms whose statements both understand: whoever writes
// against this knows neither.
//
// Parameters are written ?1, ?2, …. A number whose type nothing else in the statement says is cast
// (CAST(?1 AS bigint)): PostgreSQL asks for it. What stands behind `--postgres ` in a line of its
// own, SQLite takes for a comment and PostgreSQL for part of the statement: row locks, which a
// database with one writer has no need of.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/clock.hpp"

namespace rollcall::db {

// What one statement has to be written in two ways for.
struct Twins {
    std::string_view sqlite;
    std::string_view postgres;
};

// A prepared statement of either database, lent by a session for one use; what is left of it goes
// with this.
class AnyStatement {
public:
    AnyStatement() = default;
    AnyStatement(const AnyStatement&) = delete;
    AnyStatement& operator=(const AnyStatement&) = delete;
    virtual ~AnyStatement() = default;

    // Parameters count from 1. A text must live until the next `step` (it is not copied).
    virtual void bind(int index, std::int64_t value) = 0;
    virtual void bind(int index, std::string_view text) = 0;
    virtual void bind_bytes(int index, std::string_view bytes) = 0;
    virtual void bind_null(int index) = 0;

    // The first call runs it; true with a row, false at the end. Throws Failure.
    virtual bool step() = 0;
    // Columns count from 0. A view lives until the next `step`.
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual std::string_view bytes(int column) const = 0;
};

// A statement whose parameters are given in their order, ?1 first.
class Query {
public:
    explicit Query(std::unique_ptr<AnyStatement> statement) : statement_(std::move(statement)) {}

    Query& with(std::int64_t value) {
        statement_->bind(next_++, value);
        return *this;
    }
    // The text must live as long as this.
    Query& with(std::string_view text) {
        statement_->bind(next_++, text);
        return *this;
    }
    // Of a column that holds bytes; they must live as long as this.
    Query& with_bytes(std::string_view bytes) {
        statement_->bind_bytes(next_++, bytes);
        return *this;
    }
    Query& with(Instant time) { return with(std::int64_t{time.time_since_epoch().count()}); }
    Query& with(std::optional<Instant> time) {
        if (time) return with(*time);
        statement_->bind_null(next_++);
        return *this;
    }

    bool step() { return statement_->step(); }
    bool is_null(int column) const { return statement_->is_null(column); }
    std::int64_t integer(int column) const { return statement_->integer(column); }
    std::string_view text(int column) const { return statement_->text(column); }
    std::string_view bytes(int column) const { return statement_->bytes(column); }

private:
    std::unique_ptr<AnyStatement> statement_;
    int next_ = 1;
};

// What a transaction, or a reader, works with.
class Session {
public:
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session() = default;

    // A statement that both databases understand; prepared at its first use.
    Query query(std::string_view sql) { return Query(prepare(sql)); }
    Query query(const Twins& sql) { return Query(prepare(mine_of(sql))); }

    // The database's own time: of one moment for the whole of a transaction. Leases and ages go by
    // it, whatever the clocks of the machines around it say.
    virtual Instant now() = 0;

    // Waits until no other transaction holds what has this name, and holds it until the end of this
    // one. Statements after it see what the others committed. Needs: a writing session. Where
    // several are taken, each transaction takes them in the same order.
    virtual void lock(std::string_view name) = 0;

protected:
    virtual std::unique_ptr<AnyStatement> prepare(std::string_view sql) = 0;
    virtual std::string_view mine_of(const Twins& sql) const = 0;
};

// Safe from any thread.
class Database {
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    // Runs `use(session)` in one transaction that commits, durably, when it returns, and rolls back
    // when it throws. It may be run again when others were in its way or the connection broke: so
    // it changes nothing but what it returns. Throws Failure; nothing is then changed, unless that
    // is a commit of which nobody could be asked whether it happened.
    template <class Use>
    auto write(Use&& use) {
        return result_of(use, [this](const Work& work) { write_with(work); });
    }

    // Runs `use(session)`, which changes nothing, beside whoever writes; may be run again.
    template <class Use>
    auto read(Use&& use) {
        return result_of(use, [this](const Work& work) { read_with(work); });
    }

protected:
    using Work = std::function<void(Session&)>;
    virtual void write_with(const Work& work) = 0;
    virtual void read_with(const Work& work) = 0;

private:
    template <class Use, class Run>
    static auto result_of(Use& use, const Run& run) {
        using Returned = std::invoke_result_t<Use&, Session&>;
        if constexpr (std::is_void_v<Returned>) {
            run(std::ref(use));
        } else {
            std::unique_ptr<Returned> returned;
            run([&](Session& session) { returned = std::make_unique<Returned>(use(session)); });
            return Returned(std::move(*returned));
        }
    }
};

}  // namespace rollcall::db
