#include "db/postgres/database.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/transaction.hpp"

namespace rollcall::db::postgres {
namespace {

constexpr std::string_view ours_alone = "--postgres ";

// One lock a schema and name, so that two installations in one database do not wait for each other.
constexpr std::string_view take_lock =
    "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 0))";

constexpr std::string_view tell_time =
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

bool begins_with_digit(std::string_view text) {
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

// A statement that its connection keeps; its rows go with this.
class Lent final : public db::AnyStatement {
public:
    explicit Lent(Statement& statement) : statement_(statement) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() override { statement_.reset(); }

    void bind(int index, std::int64_t value) override { statement_.bind(index, value); }
    void bind(int index, std::string_view text) override { statement_.bind(index, text); }
    void bind_bytes(int index, std::string_view bytes) override {
        statement_.bind_bytes(index, bytes);
    }
    void bind_null(int index) override { statement_.bind_null(index); }
    bool step() override { return statement_.step(); }
    bool is_null(int column) const override { return statement_.is_null(column); }
    std::int64_t integer(int column) const override { return statement_.integer(column); }
    std::string_view text(int column) const override { return statement_.text(column); }
    std::string_view bytes(int column) const override { return statement_.bytes(column); }

private:
    Statement& statement_;
};

class PostgresSession final : public Session {
public:
    PostgresSession(Connection& connection, std::optional<Instant> now)
        : connection_(connection), now_(now) {}

    Instant now() override {
        if (!now_) {
            auto& time = connection_.prepared(tell_time);
            time.step();
            now_ = Instant{Milliseconds{time.integer(0)}};
        }
        return *now_;
    }
    void lock(std::string_view name) override {
        connection_.prepared(take_lock).bind(1, name).run();
    }

private:
    std::unique_ptr<db::AnyStatement> prepare(std::string_view sql) override {
        return std::make_unique<Lent>(connection_.prepared(translate(sql)));
    }
    std::string_view mine_of(const Twins& sql) const override { return sql.postgres; }

    Connection& connection_;
    std::optional<Instant> now_;
};

}  // namespace

void PostgresDatabase::write_with(const Work& work) {
    store_.write([&](Connection& connection, const Transaction& transaction) {
        const Instant now{Milliseconds{transaction.now_ms()}};
        PostgresSession session(connection, test_clock_ == nullptr ? now : test_clock_->now());
        work(session);
    });
}

void PostgresDatabase::read_with(const Work& work) {
    store_.read([&](Connection& connection) {
        PostgresSession session(
            connection, test_clock_ == nullptr ? std::nullopt : std::optional(test_clock_->now())
        );
        work(session);
        return true;
    });
}

std::string translate(std::string_view sql) {
    std::string text;
    text.reserve(sql.size());
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql.substr(at).starts_with(ours_alone)) {
            at += ours_alone.size() - 1;
        } else if (sql[at] == '?' && begins_with_digit(sql.substr(at + 1))) {
            text += '$';
        } else {
            text += sql[at];
        }
    }
    return text;
}

}  // namespace rollcall::db::postgres
