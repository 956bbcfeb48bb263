#include "db/sqlite/database.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "db/sqlite/connection.hpp"

namespace rollcall::db::sqlite {
namespace {

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
    SqliteSession(Connection& connection, SqliteDatabase::Prepared& prepared, Instant now)
        : connection_(connection), prepared_(prepared), now_(now) {}

    Instant now() override { return now_; }
    // There is one writer, and it waited for its turn when the transaction began.
    void lock(std::string_view) override {}

private:
    std::unique_ptr<db::AnyStatement> prepare(std::string_view sql) override {
        auto found = prepared_.find(sql);
        if (found == prepared_.end()) {
            found = prepared_.emplace(std::string(sql), connection_.prepare(sql)).first;
        }
        return std::make_unique<Lent>(found->second);
    }
    std::string_view mine_of(const Twins& sql) const override { return sql.sqlite; }

    Connection& connection_;
    SqliteDatabase::Prepared& prepared_;
    Instant now_;
};

}  // namespace

void SqliteDatabase::write_with(const Work& work) {
    store_.write([&](Connection& writer) {
        SqliteSession session(writer, prepared_, clock_.now());
        work(session);
    });
}

void SqliteDatabase::read_with(const Work& work) {
    store_.read([&](Connection& reader) {
        Prepared prepared;
        SqliteSession session(reader, prepared, clock_.now());
        work(session);
    });
}

}  // namespace rollcall::db::sqlite
