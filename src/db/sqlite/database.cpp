#include "db/sqlite/database.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "db/database.hpp"
#include "db/sqlite/connection.hpp"

namespace rollcall::db::sqlite {
namespace {

// What waits longer than a chunk's transaction may take goes into the next one.
constexpr std::size_t writes_max = 200;
constexpr std::chrono::milliseconds transaction_max{100};

// A statement that somebody else keeps. Reset when it goes, so that nothing of it outlives the
// transaction.
class Lent final : public db::AnyStatement {
public:
    explicit Lent(Statement& statement) : statement_(statement) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() override { statement_.reset(); }

    void bind(int index, std::int64_t value) override { statement_.bind(index, value); }
    void bind(int index, std::string_view text) override { statement_.bind(index, text); }
    void bind_bytes(int index, std::string_view bytes) override {
        statement_.bind_blob(index, bytes);
    }
    void bind_null(int index) override { statement_.bind_null(index); }
    bool step() override { return statement_.step(); }
    bool is_null(int column) const override { return statement_.is_null(column); }
    std::int64_t integer(int column) const override { return statement_.integer(column); }
    std::string_view text(int column) const override { return statement_.text(column); }
    std::string_view bytes(int column) const override { return statement_.blob(column); }

private:
    Statement& statement_;
};

class SqliteSession final : public Session {
public:
    SqliteSession(Connection& connection, Instant now) : connection_(connection), now_(now) {}

    Instant now() override { return now_; }
    // There is one writer, and it waited for its turn when the transaction began.
    void lock(std::string_view) override {}

private:
    std::unique_ptr<db::AnyStatement> prepare(std::string_view sql) override {
        return std::make_unique<Lent>(connection_.prepared(sql));
    }
    std::string_view mine_of(const Twins& sql) const override { return sql.sqlite; }

    Connection& connection_;
    Instant now_;
};

}  // namespace

SqliteDatabase::SqliteDatabase(Store& store, const Clock& clock)
    : store_(store), clock_(clock), writes_(writes_max) {}

void SqliteDatabase::write_with(const Work& work) {
    Write write{work, nullptr};
    writes_.run(write, 1, [this](std::span<Write* const> writes) noexcept {
        std::vector<Write*> left(writes.begin(), writes.end());
        while (!left.empty())
            left = commit_some(left);
    });
    if (write.trouble) std::rethrow_exception(write.trouble);
}

// Those that have to be run yet, or again.
std::vector<SqliteDatabase::Write*> SqliteDatabase::commit_some(std::span<Write* const> writes
) noexcept {
    const auto left = [&](std::size_t done) {
        std::vector<Write*> rest(writes.begin() + static_cast<std::ptrdiff_t>(done), writes.end());
        std::erase_if(rest, [](const Write* write) { return write->trouble != nullptr; });
        return rest;
    };
    try {
        return left(store_.alone([&](Connection& writer) { return run_some(writer, writes); }));
    } catch (const Failure& failure) {
        for (auto* write : writes) {
            if (!write->trouble) write->trouble = std::make_exception_ptr(failure);
        }
        return {};
    }
}

// In one transaction; how many are done with. None: one of them ended the transaction of all, and
// says why.
std::size_t SqliteDatabase::run_some(Connection& writer, std::span<Write* const> writes) {
    const auto begun = clock_.steady();
    Transaction transaction(writer);
    std::size_t done = 0;
    while (done < writes.size() && (done == 0 || clock_.steady() - begun < transaction_max)) {
        run_within(writer, *writes[done++]);
        if (!writer.in_transaction()) return 0;
    }
    transaction.commit();
    return done;
}

void SqliteDatabase::run_within(Connection& writer, Write& write) {
    SqliteSession session(writer, clock_.now());
    const auto execute = [&](std::string_view sql) { session.query(sql).step(); };
    execute("SAVEPOINT one");
    try {
        write.work(session);
    } catch (...) {
        write.trouble = std::current_exception();
        // A full disk, for one, undoes all by itself.
        if (!writer.in_transaction()) return;
        execute("ROLLBACK TO one");
    }
    execute("RELEASE one");
}

void SqliteDatabase::read_with(const Work& work) {
    store_.read([&](Connection& reader) {
        SqliteSession session(reader, clock_.now());
        work(session);
    });
}

}  // namespace rollcall::db::sqlite
